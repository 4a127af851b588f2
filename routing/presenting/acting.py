"""What the reader can do now, in words: each button with what it does and who gets the document next."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from routing import display
from routing.fragments import Lasting
from routing.presenting import picking
from routing.queries.asking import Party, askable
from routing.queries.choices import Choice
from routing.queries.documents import DocumentView
from routing.queries.picking import Picks
from routing.services import loaned
from routing.services.orders import Outcome
from workflows.clauses import CLAUSES
from workflows.joint import ACTS, REFUSALS, RULES, said
from workflows.model import CIRCULATE, CONSULT, MAIN, RESULT, SENT, Action
from workflows.roles import Role

ASKING: Final = {
    "convene": "请谁会签",
    "add_member": "再请谁会签",
    "transfer": "转交给谁",
    "consult": "向谁征求意见",
    "copy": "抄送给谁",
}


# What is to be written, where it is neither an opinion nor a reason.
WORDS: Final = {
    "propose": "拟办意见",
    "instruct": "批示",
    "assign": "要办什么",
    "subtask": "要办什么",
    "report": "办理结果",
    "help_done": "协办结果",
}


LOANS: Final = ("apply", "apply_beyond", "register_outside")
# How the number is called that an action takes; else it is a received paper's.
NUMBERS: Final = {"number": "字号", "submit_list": "销毁编号", **dict.fromkeys(LOANS, "借阅单号")}
# Where a document's own sheet lies, of whatever is no outgoing one.
PLACES: Final = {"incoming": "incoming", "archive_disposal": "archive/disposal"}
ASKED: Final = ("rule", "need", "refusal", "then", "returns")  # what is asked besides whom
SENT_ALONG: Final = picking.ONE
SENT_MANY: Final = ("parties", *picking.MANY)
TURN: Final = picking.TURN  # how the number beside a name is sent


def told(outcome: Outcome) -> str:
    """What to say when an action went through."""
    action = outcome.action
    if action is None:
        return "这一步已经办过，没有重复办理"
    called = NUMBERS.get(action.key, "收文编号")
    number = f"，{called}{outcome.number}" if "take_number" in action.effects else ""
    if action.came != SENT:
        return f"已{action.done}，文件现在{outcome.next_holder}处"
    return f"已办理：{action.done}{number}{f'，已送{outcome.next_holder}' if outcome.next_holder else ''}"


@lru_cache(maxsize=64)
def steady_panel(view: DocumentView, found: tuple[Choice, ...], mine: tuple[str, ...]) -> Lasting:
    """The panel of somebody who has not typed anything yet: the same as long as the document stands as it does."""
    return Lasting(panel(view, found, mine))


def panel(
    view: DocumentView,
    found: Iterable[Choice],
    mine: Collection[str],
    typed: dict[str, str] | None = None,
    columns: Mapping[str, Iterable[Any]] | None = None,
    picks: Picks | None = None,
    held_up: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """What the reader can do now: each button says what it does and who gets the document next.

    `mine` are the reader's holder keys: nobody asks themselves. `typed` is what came with an action that was refused,
    with what was `said` about which field (`wrong`): it goes back where it was written. `columns` are the form fields
    of the actions that ask for more than an opinion; `picks` whom a received paper may be sent to; `held_up` says of
    an action what must be done first.
    """
    words = typed or {}
    document, phrases = view.document, view.chart.phrases
    actions, found = [], tuple(found)
    if picks is not None:  # of a received paper: first what lies before the reader, then what they may do besides
        found = tuple(sorted(found, key=lambda one: one.action.by is not Role.HOLDER))
    consent = next((one.action for one in found if one.action.only_consents), None)
    for choice in found:
        action = choice.action
        if action.style == "inline":
            continue
        refused = words.get("key") == action.key and words.get("slip", "") in {"", str(choice.slip_id or "")}
        base = _base(view, choice, (held_up or {}).get(action.key, ""), _for_whom(view, choice, mine))
        if action.style == "page":
            actions.append({**base, **_page_of(view, base)})
            continue
        actions.append(
            {
                **base,
                "href": f"/documents/{document.id}/{action.key}",
                "hidden": {"version": document.version, **({"slip": choice.slip_id} if choice.slip_id else {})},
                "opinion": _opinion_box(action, phrases, words if refused else {}),
                "signs": action.signs,
                "drawn": words.get("handwriting", "") if refused else "",
                "open": refused,
                # What cannot be taken back is asked once more; a return names its step, and that is enough.
                "confirm": f"{action.label}？{action.explains}" if action.style == "danger" and choice.final else "",
                "fields": (columns or {}).get(action.key, ()),
                "asks": _asks(action, view, mine, words if refused else {}, consent),
                "targets": [(state.key, state.step) for state in choice.targets] if len(choice.targets) > 1 else (),
                "at_hand": view.workflow.key == "incoming",
                "people": picking.boxes(action, picks, words if refused else {}, document.urgency),
            }
        )
    return actions


def _for_whom(view: DocumentView, choice: Choice, mine: Collection[str]) -> str:
    """代周静宜, where somebody reads in another's place."""
    slip = next((one for one in view.open if one.id == choice.slip_id and one.kind == CIRCULATE), None)
    return f"代{slip.holder_name}" if slip is not None and slip.holder not in mine else ""


def _base(view: DocumentView, choice: Choice, held_up: str, for_whom: str) -> dict[str, Any]:
    """What every button says: what it does, in whose place, who gets the document next, under which clause."""
    action = choice.action
    return {
        "key": action.key,
        "id": f"{action.key}-{choice.slip_id}" if choice.slip_id else action.key,
        "label": for_whom + _label(action, view),
        "about": choice.about,
        "explains": held_up + _reported(action, choice, view) + _explained(action, view),
        "next": choice.next,
        "clause": CLAUSES[action.clause_for(loaned.case_of(getattr(view.content, "rule", None)))].citation,
        "style": "primary" if action.style == "form" else action.style,
    }


def _page_of(view: DocumentView, base: dict[str, Any]) -> dict[str, Any]:
    """An action with a page of its own; of a received paper with gaps it is the way on."""
    place = PLACES.get(view.workflow.key, "documents")
    if base["key"] != "revise":  # it says itself what it is for
        return {**base, "method": "get", "style": "quiet", "href": f"/{place}/{view.document.id}/{base['key']}"}
    gaps = place == "incoming" and bool(view.document.missing or view.document.unconfirmed)
    return {
        "label": "填齐各栏，登记" if gaps else base["label"],
        "method": "get",
        "style": "primary" if gaps else "secondary",
        "href": f"/{place}/{view.document.id}/edit",
    }


def _reported(action: Action, choice: Choice, view: DocumentView) -> str:
    """What was reported, beside the button that accepts it."""
    if action.slip != RESULT:
        return ""
    lying = [one for one in view.open if one.kind == RESULT and choice.slip_id in {None, one.id}]
    return f"{lying[0].sender}报告：“{lying[0].asked}”。" if lying else ""


def _asks(
    action: Action, view: DocumentView, mine: Collection[str], typed: Mapping[str, str], consent: Action | None
) -> dict[str, Any] | None:
    """Whom an action asks for, when, and by which rule they sign; what was chosen before is chosen still.

    `consent` is what the reader could do on the step's own slip: others may sign after it, too.
    """
    if action.key not in ASKING:
        return None
    convening, here = "convene" in action.effects, view.document.state
    return {
        "legend": said(ASKING[action.key], here),
        "called": ACTS.get(here, "会签"),
        "one": "transfer" in action.effects,
        "parties": [_party(party, typed) for party in askable(view, action, mine)],
        "selects": tuple(_selects(action, typed, consent)),
        "rules": _known(RULES, here, typed.get("rule")) if convening else (),
        "need": typed.get("need", "") or "1",
        "refusals": _known(REFUSALS, here, typed.get("refusal")) if convening else (),
        "wrong": {typed["wrong"]: typed["said"]} if typed.get("wrong") else {},
    }


def _known(words: Mapping[str, str], state: str, chosen: str | None) -> tuple[tuple[str, str, bool], ...]:
    """What there is to choose from, in the words of the state: (value, label, chosen)."""
    return tuple((key, said(label, state), key == chosen) for key, label in words.items())


def _selects(action: Action, typed: Mapping[str, str], consent: Action | None) -> Iterator[tuple[Any, ...]]:
    """What else is to be chosen: a name, a label, and what there is (value, label, chosen)."""
    offered: dict[str, tuple[str, dict[str, str]]] = {}
    if "transfer" in action.effects:
        offered["returns"] = ("办完以后", {"": "由对方继续往下办", "1": "回到我这里，由我接着办"})
    if "convene" in action.effects and consent is not None:
        after = f"我先“{consent.label}”，他们签完再往下送（后加签）"
        offered["then"] = ("什么时候签", {"": "我办以前：签完回到我这里（前加签）", consent.key: after})
    for name, (label, values) in offered.items():
        yield name, label, tuple((value, said, value == typed.get(name, "")) for value, said in values.items())


def _party(party: Party, typed: Mapping[str, str]) -> dict[str, Any]:
    """One who can be asked: what is shown, and what the search looks through."""
    return {
        "key": party.key,
        "label": f"{party.post}（{party.people}）",
        "note": "" if party.post.startswith(party.department) else party.department,
        "sought": f"{party.post} {party.people} {party.department}",
        "chosen": party.key in typed.get("parties", "").split(),
        "turn": typed.get(f"{TURN}{party.key}", ""),
    }


def _label(action: Action, view: DocumentView) -> str:
    return action.again if action.again and _earlier(action, view) else action.label


def _explained(action: Action, view: DocumentView) -> str:
    """What the action does, here and now."""
    if "take_number" in action.effects and view.document.number:
        return f"沿用原字号{view.document.number}。"
    earlier = _earlier(action, view) if action.again else None
    if earlier is not None:
        before = f"{display.moment(earlier.at)}{display.who(earlier.person_name, earlier.on_behalf_of)}"
        return f"{before}签发过，此后文稿有改动或退回；现在签发的是这一稿。"
    if (
        view.document.returns
        and action.slip == MAIN
        and action.by is Role.HOLDER
        and action.opinion == "optional"
        and not action.effects
    ):
        return f"{action.explains}已签署而所依据的内容没有改动的步骤，不再重复。"
    return action.explains


def _earlier(action: Action, view: DocumentView) -> Any:
    return next((row for row in reversed(view.lines) if row.action == action.key), None)


def _opinion_box(
    action: Action, phrases: Mapping[str, Iterable[str]], typed: Mapping[str, str]
) -> dict[str, Any] | None:
    if action.opinion == "none":
        return None
    required = action.opinion == "required"
    return {
        "label": WORDS.get(action.key) or ("理由" if required and action.slip != CONSULT else "意见"),
        "required": required,
        "value": typed.get("opinion", ""),
        "wrong": typed.get("said", "") if typed.get("wrong") == "opinion" else "",
        "placeholder": f"不填则为“{action.usual}”" if action.usual else "",
        "phrases": phrases.get(action.phrases, ()),
    }
