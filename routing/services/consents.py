"""Return with memory: after a correction, whose consent still stands, and where the document goes on from there.

A consent is bound to what was read (`Slip.bound`). It stands while the step's last slip was closed by it and the
columns that it binds have not changed; a step that must look again finds itself on the way. So it is with those who
sign together, and whoever has just decided on the same text in a step of their own is not asked a second time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, or_, select

from routing.models import Slip
from routing.queries import parties
from routing.queries.chart import Holder
from routing.services import slips
from routing.services.contents import Columns
from routing.services.context import Context
from routing.services.errors import InvalidChangeError
from routing.services.facts import Facts
from routing.services.parties import only_drafter
from workflows.errors import RuleError
from workflows.model import MAIN, SIGN, Action, State, Workflow


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said last of a document: on which kind of slip, in which state, by which action, of what text."""

    kind: str
    state: str
    holder: str
    outcome: str
    bound: str


@dataclass(frozen=True, slots=True)
class Due:
    """Who is still to sign together, and how many of them must consent."""

    signers: tuple[Holder, ...] = ()
    need: int = 0


def forward(workflow: Workflow, source: str, target: str) -> bool:
    """Does the way from one state to the other lead on along the main line?"""
    line = [state.key for state in workflow.line]
    return source in line and target in line and line.index(source) < line.index(target)


def onward(connection: Connection, facts: Facts, context: Context, state: str) -> str:
    """The first state on the main line, from `state` on, whose consent does not stand any more.

    A consent that has effects of its own (the signature) is always given anew.
    """
    columns, last = dict[str, Any](), dict[str, Any]()
    if remembered(facts.workflow, state):
        last = {row.state: row for row in connection.execute(_MAIN, {"document": facts.document.id})}
        columns = slips.text_of(connection, facts).columns()
    skipped = standing_from(
        facts.workflow,
        state,
        last,
        columns,
        lambda there: bool(signers_due(connection, facts, there, lambda: columns).signers),
    )
    if not skipped:
        return state
    steps = "、".join(there.step for there in skipped)
    context.details.append(f"{steps}的意见仍然有效（所依据的内容没有改动），不再重复办理")
    return after(facts.workflow, skipped[-1])


def remembered(workflow: Workflow, state: str) -> bool:
    """May the consent of that state be remembered? One with effects of its own (the signature) is given anew."""
    consent = workflow.consent_of(state)
    return consent is not None and consent.only_consents


def standing_from(
    workflow: Workflow,
    state: str,
    last: Mapping[str, Any],
    columns: dict[str, Any],
    waits: Callable[[State], bool],
) -> list[State]:
    """The states of the main line, from `state` on, that need not be passed again.

    `last` are the steps' last slips by state; `waits`: are there some who must still sign together in a state?
    """
    if not remembered(workflow, state):
        return []
    found, line = [], [one.key for one in workflow.line]
    for key in line[line.index(state) : -1]:
        there = workflow.state(key)
        if not stands(workflow, workflow.consent_of(key), last.get(key), columns) or waits(there):
            break
        found.append(there)
    return found


def after(workflow: Workflow, state: State) -> str:
    """The state that follows on the main line."""
    line = [one.key for one in workflow.line]
    return line[line.index(state.key) + 1]


def stands(workflow: Workflow, consent: Action | None, slip: Any, columns: dict[str, Any]) -> bool:
    """Does the consent hold with which a step's last slip was closed?"""
    if consent is None or not consent.only_consents or slip is None or slip.outcome != consent.key:
        return False
    return bool(slip.bound == workflow.bound(consent, columns))


def signers_due(
    connection: Connection,
    facts: Facts,
    state: State,
    columns: Callable[[], dict[str, Any]],
    now: Word | None = None,
) -> Due:
    """Whose signature the rules ask for in a state: those whose consent to what the document now says does not stand.

    `now` is the consent that is being given. Raises RuleError where a department has nobody to sign for it.
    """
    if not _asks(facts, state):
        return Due()
    said = connection.execute(
        _SAID, {"document": facts.document.id, "state": state.key, "steps": _own_steps(facts.workflow, state)}
    )
    return due_among(facts, state, columns(), [Word(*row) for row in said], now)


def due_among(case: Any, state: State, content: dict[str, Any], said: Iterable[Any], now: Word | None = None) -> Due:
    """The same of what was `said` of a document so far: its slips, the oldest first. `case` has its row, its workflow
    and the chart."""
    joint = state.joint
    if joint is None or not _asks(case, state):
        return Due()
    names = str(content.get(joint.parties) or "")
    headless = parties.without_head(case.chart, joint.parties, names)
    if headless:  # nobody may be passed over in silence
        raise RuleError(f"要会签的{'、'.join(headless)}目前没有负责人，请安全管理员安排任职，或由拟稿人去掉这个部室")
    last = _last_words(case.workflow, state, said, now)
    asked = [one for one in parties.signers(case.chart, joint.parties, names) if not only_drafter(case, one)]
    due = [one for one in asked if not _consented(case.workflow, last.get(one.key), content)]
    need = joint.enough(len(asked)) - (len(asked) - len(due))
    return Due(tuple(due), need) if need > 0 else Due()


def _asks(case: Any, state: State) -> bool:
    return state.joint is not None and state.key in case.document.joint.split()


def refuse_settled(connection: Connection, facts: Facts, change: Any) -> None:
    """Refuse to change who signs together once the document has come to that step: nobody would be asked any more.

    Raises InvalidChangeError at the column.
    """
    settled = facts.workflow.settled(facts.document.state)
    if not settled or not isinstance(change, Columns):
        return
    before, after = slips.text_of(connection, facts).columns(), change.columns()
    for field in facts.workflow.fields:
        there = settled.get(field.key)
        if there is not None and before.get(field.key) != after.get(field.key):
            raise InvalidChangeError(
                f"文件已到过“{there.step}”，现在改“{field.label}”不再起作用："
                f"需要谁签署意见，请用“请人会签”；要改，请先退回“{there.step}”以前的步骤",
                field.key,
            )


def _last_words(workflow: Workflow, state: State, said: Iterable[Any], now: Word | None) -> dict[str, Any]:
    """The last word of each post: as a signer in this state, or in a step that those who sign decide by themselves.

    Of such a step the last slip alone counts, whoever had it: what was taken back, or passed on, is said no more.
    """
    steps = _own_steps(workflow, state)
    words = [
        word
        for word in said
        if (word.kind == SIGN and word.state == state.key) or (word.kind == MAIN and word.state in steps)
    ]
    latest = {word.state: place for place, word in enumerate(words) if word.kind == MAIN}
    last = {word.holder: word for place, word in enumerate(words) if word.kind == SIGN or latest[word.state] == place}
    return last | {now.holder: now} if now is not None and now.state in steps else last


def _own_steps(workflow: Workflow, state: State) -> list[str]:
    """The steps of the line that those who sign together in a state decide by themselves."""
    return [one.key for one in workflow.line if state.joint and one.role.value == state.joint.parties]


def _consented(workflow: Workflow, word: Any, content: dict[str, Any]) -> bool:
    if word is None:
        return False
    action = workflow.action("sign_jointly") if word.kind == SIGN else workflow.consent_of(word.state)
    return action is not None and word.outcome == action.key and word.bound == workflow.bound(action, content)


_MAIN: Final = (
    select(Slip.state, Slip.outcome, Slip.bound)
    .where(Slip.document_id == bindparam("document"), Slip.kind == MAIN)
    .order_by(Slip.id)
)
_SAID: Final = (
    select(Slip.kind, Slip.state, Slip.holder, Slip.outcome, Slip.bound)
    .where(
        Slip.document_id == bindparam("document"),
        or_(
            and_(Slip.kind == SIGN, Slip.state == bindparam("state"), Slip.closed_by.is_not(None)),
            and_(Slip.kind == MAIN, Slip.state.in_(bindparam("steps", expanding=True))),
        ),
    )
    .order_by(Slip.id)
)
