"""What the reader can do now, in words: each button with what it does and who gets the document next."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import workflows
from routing import display
from routing.fragments import Lasting
from routing.queries.choices import Choice
from routing.queries.documents import DocumentView
from routing.queries.parties import offered
from routing.services.orders import Outcome
from workflows.clauses import CLAUSES
from workflows.joint import REFUSALS, RULES
from workflows.model import CONSULT, MAIN, Action

ASKING: Final = {
    "convene": "请谁会签",
    "add_member": "再请谁会签",
    "transfer": "转交给谁",
    "consult": "向谁征求意见",
    "copy": "抄送给谁",
}


def told(key: str, outcome: Outcome) -> str:
    """What to say when an action went through."""
    if outcome.repeated:
        return "这一步已经办过，没有重复办理"
    done = workflows.get("outgoing").action(key).done
    number = f"，字号{outcome.number}" if key == "number" else ""
    if key in {"return", "withdraw"}:
        return f"已{done}，现在{outcome.next_holder}"
    return f"已办理：{done}{number}{f'，已送{outcome.next_holder}' if outcome.next_holder else ''}"


@lru_cache(maxsize=64)
def steady_panel(view: DocumentView, found: tuple[Choice, ...]) -> Lasting:
    """The panel of somebody who has not typed anything yet: the same as long as the document stands as it does."""
    return Lasting(panel(view, found))


def panel(
    view: DocumentView,
    found: Iterable[Choice],
    typed: dict[str, str] | None = None,
    columns: Mapping[str, Iterable[Any]] | None = None,
) -> list[dict[str, Any]]:
    """What the reader can do now: each button says what it does and who gets the document next.

    `typed` is what came with an action that was refused: it goes back where it was written. `columns` are the
    form fields of the actions that ask for more than an opinion.
    """
    words = typed or {}
    document, phrases = view.document, view.chart.phrases
    actions = []
    for choice in found:
        action = choice.action
        if action.style == "inline":
            continue
        refused = words.get("key") == action.key
        base: dict[str, Any] = {
            "key": action.key,
            "label": _label(action, view),
            "explains": _explained(action, view),
            "next": choice.next,
            "clause": CLAUSES[action.clause].citation,
            "style": "primary" if action.style == "form" else action.style,
        }
        if action.style == "page":
            actions.append({**base, "method": "get", "style": "secondary", "href": f"/documents/{document.id}/edit"})
            continue
        actions.append(
            {
                **base,
                "href": f"/documents/{document.id}/{action.key}",
                "hidden": {"version": document.version},
                "opinion": _opinion_box(action, phrases, words.get("opinion", "") if refused else ""),
                "open": refused,
                # What cannot be taken back is asked once more; a return names its step, and that is enough.
                "confirm": f"{action.label}？{action.explains}" if action.style == "danger" and choice.final else "",
                "fields": (columns or {}).get(action.key, ()),
                "asks": _asks(action, view, words if refused else {}),
                "targets": [(state.key, state.step) for state in choice.targets] if len(choice.targets) > 1 else (),
            }
        )
    return actions


def _asks(action: Action, view: DocumentView, typed: Mapping[str, str]) -> dict[str, Any] | None:
    """Whom an action asks for, and by which rule they sign; what was chosen before is chosen still."""
    if action.key not in ASKING:
        return None
    chosen = typed.get("parties", "").split()
    convening = action.key == "convene"
    return {
        "legend": ASKING[action.key],
        "one": action.key == "transfer",
        "parties": tuple((key, label, key in chosen) for key, label in offered(view.chart)),
        "rules": tuple((key, label, key == typed.get("rule")) for key, label in RULES.items()) if convening else (),
        "need": typed.get("need", "") or "1",
        "refusals": tuple((key, label, key == typed.get("refusal")) for key, label in REFUSALS.items())
        if convening
        else (),
    }


def _label(action: Action, view: DocumentView) -> str:
    return action.again if action.again and _earlier(action, view) else action.label


def _explained(action: Action, view: DocumentView) -> str:
    """What the action does, here and now."""
    if "take_number" in action.effects and view.document.number:
        return f"沿用原字号{view.document.number}。"
    earlier = _earlier(action, view) if action.again else None
    if earlier is not None:
        return f"{display.moment(earlier.at)}{earlier.person_name}签发过，此后文稿有改动或退回；现在签发的是这一稿。"
    if view.document.returns and action.slip == MAIN and action.opinion == "optional" and not action.effects:
        return f"{action.explains}已签署而所依据的内容没有改动的步骤，不再重复。"
    return action.explains


def _earlier(action: Action, view: DocumentView) -> Any:
    return next((row for row in reversed(view.lines) if row.action == action.key), None)


def _opinion_box(action: Any, phrases: Mapping[str, Iterable[str]], typed: str) -> dict[str, Any] | None:
    if action.opinion == "none":
        return None
    required = action.opinion == "required"
    return {
        "label": "理由" if required and action.slip != CONSULT else "意见",
        "required": required,
        "value": typed,
        "placeholder": f"不填则为“{action.usual}”" if action.usual else "",
        "phrases": phrases.get(action.phrases, ()),
    }
