"""会签 and 加签: several sign, all, one, so many or one after the other, before the step's own holder acts.

A part of the door: called by `advance` alone. `workflows.joint` decides when a round is over.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert

from routing.models import Round, Slip
from routing.queries.chart import Holder
from routing.services import deadlines, slips
from routing.services.consents import Word, signers_due
from routing.services.errors import InvalidChangeError
from routing.services.orders import Convening
from routing.services.parties import chosen, keys_of
from routing.services.slips import Work
from workflows.joint import CONCLUDED, OUTCOMES, said, verdict
from workflows.model import MAIN, SIGN, Action, State


def arrive(connection: Connection, work: Work, state: State, holder: Holder, source: str) -> None:
    """The document arrives: before those who sign together, where the rules ask for them, or before its holder."""
    context = work.context
    came = (slips.sender_of(work), context.actor.person_id if slips.sender_of(work) else None, source)
    due = signers_due(
        connection, work.facts, state, lambda: slips.content(connection, work).columns(), _word(connection, work)
    )
    called = context.change if isinstance(context.change, Convening) else None
    if due.signers and state.joint is not None:
        if called is not None:
            names = "、".join(one.name for one in due.signers)
            raise InvalidChangeError(f"送出后按规定先由{names}会签；还要请别人的，在那时用“补充会签人”", "parties")
        joint = state.joint
        convening = Convening(tuple(one.key for one in due.signers), joint.rule, due.need, joint.refusal)
        _open_round(connection, work, state, holder, convening, due.signers, came, asked_by=None)
        return
    if called is not None:
        signers = _called(work, called, state)
        _open_round(connection, work, state, holder, called, signers, came, asked_by=context.actor.person_id)
        context.details.append(f"办完后请{'、'.join(one.name for one in signers)}会签")
        return
    slips.hand_on(context, state, holder, sender=came[0], sender_id=came[1], source=source)


def refuse_calling(action: Action, change: Any) -> None:
    """Refuse to call others beside an action after which nobody is asked: the signature, a return, an end."""
    if isinstance(change, Convening) and not (action.only_consents or "convene" in action.effects):
        raise InvalidChangeError(f"“{action.label}”以后不能再请人会签，请先请人会签，再办这一步", "then")


def _word(connection: Connection, work: Work) -> Word | None:
    """The consent by which the document leaves its step: its slip is closed only with the document's own row."""
    slip, action = work.slip, work.action
    if slip is None or slip.kind != MAIN or not action.consents:
        return None
    return Word(MAIN, work.facts.document.state, slip.holder, action.key, slips.bound(connection, work, action))


def convene(connection: Connection, work: Work) -> None:
    """请人会签、加签: the holder's own slip rests until the others have signed."""
    facts, convening = work.facts, work.context.change
    if not isinstance(convening, Convening):
        raise InvalidChangeError(said("请选择请谁会签", facts.document.state), "parties")
    state = facts.workflow.state(facts.document.state)
    signers = _called(work, convening, state)
    slips.close(connection, work)
    holder = Holder(work.slip.holder, work.slip.holder_name)
    came = (slips.named(work.context), None, facts.document.state)
    asked_by = work.context.actor.person_id
    _open_round(connection, work, state, holder, convening, signers, came, asked_by=asked_by)
    work.context.details.append(said(f"请{'、'.join(one.name for one in signers)}会签", work.facts.document.state))


def _called(work: Work, convening: Convening, state: State) -> list[Holder]:
    """Whom somebody calls to sign in a state. Raises InvalidChangeError where they or the rule cannot be."""
    signers = chosen(work, convening.parties, consenting=True)
    if convening.rule == "count" and not 1 <= convening.need <= len(signers):
        raise InvalidChangeError(f"共请{len(signers)}人会签，“达到人数”应填1至{len(signers)}", "need")
    returns = len(work.facts.workflow.action("decline_jointly").leads_from(state.key)) > 1
    if convening.refusal == "return" and not returns:
        raise InvalidChangeError("文件在这一步已不能退回拟稿人，请选择其他后果", "refusal")
    return signers


def consent(connection: Connection, work: Work) -> None:
    """会签同意."""
    slips.close(connection, work)
    _turn(connection, work, consents=1)


def refuse(connection: Connection, work: Work) -> None:
    """会签不同意: where that returns the document, the door has moved it, and the round is over."""
    if not work.moved:
        slips.close(connection, work)
        _turn(connection, work, refusals=1)


def add_member(connection: Connection, work: Work) -> None:
    """补充会签人: a late-comer, who sees what was written before."""
    round_ = _round(work)
    late = chosen(work, keys_of(work))
    if round_.rule == "order":
        slips.update_round(connection, round_, waiting=[*round_.waiting, *([one.key, one.name] for one in late)])
    else:
        _lay_before(work, round_.id, late, asked=work.context.opinion, source=round_.from_state)
    work.context.details.append("、".join(one.name for one in late))


def conclude(connection: Connection, work: Work) -> None:
    """提前结束会签: what is signed stays, who has not signed need not."""
    round_ = _round(work)
    open_ones = [slip for slip in work.facts.slips if slip.kind == SIGN]
    if open_ones:
        slips.lapse(connection, work.context, Slip.id.in_([slip.id for slip in open_ones]))
        unsigned = [*(slip.holder_name for slip in open_ones), *(name for _, name in round_.waiting)]
        work.context.details.append(f"未签：{'、'.join(unsigned)}")
    _resume_after(connection, work, round_, "concluded")


def _turn(connection: Connection, work: Work, consents: int = 0, refusals: int = 0) -> None:
    """Somebody has signed: whose turn is next, or is the round over?"""
    round_ = _round(work)
    consents, refusals = round_.consents + consents, round_.refusals + refusals
    others = [slip for slip in work.facts.slips if slip.kind == SIGN and slip is not work.slip]
    waiting = list(round_.waiting)
    outcome = verdict(round_.rule, round_.need, round_.refusal, consents, refusals, len(others) + len(waiting))
    counted = {"consents": consents, "refusals": refusals}
    if outcome:
        if others:
            slips.lapse(connection, work.context, Slip.id.in_([slip.id for slip in others]))
        work.context.details.append(said(OUTCOMES[outcome], work.facts.document.state))
        _resume_after(connection, work, round_, outcome, **counted)
        return
    if waiting and not others:
        key, name = waiting.pop(0)
        _lay_before(work, round_.id, [Holder(key, name)], asked=round_.asked, source=round_.from_state)
    slips.update_round(connection, round_, waiting=waiting, **counted)


def _resume_after(connection: Connection, work: Work, round_: Any, outcome: str, **counted: int) -> None:
    slips.close_round(connection, round_, work.context, outcome, **counted)
    context, state = work.context, work.facts.workflow.state(work.facts.document.state)
    due = None
    if round_.minutes_left is not None:
        due = deadlines.again(context.calendar, context.at, round_.minutes_left)
    slips.hand_on(
        context,
        state,
        Holder(round_.holder, round_.holder_name),
        sender=said(OUTCOMES.get(outcome, CONCLUDED), state.key),
        source=round_.from_state,
        due_at=due,
    )


def _open_round(
    connection: Connection,
    work: Work,
    state: State,
    holder: Holder,
    convening: Convening,
    signers: Sequence[Holder],
    came: tuple[str, int | None, str],
    asked_by: int | None,
) -> None:
    context = work.context
    in_turn = convening.rule == "order"
    rests = asked_by is not None and work.slip is not None and not work.moved
    left = deadlines.left(context.calendar, work.slip, context.at) if rests else None
    round_id = connection.execute(
        _ROUND,
        {
            "organisation_id": context.document.organisation_id,
            "document_id": context.document.id,
            "state": state.key,
            "rule": convening.rule,
            "need": convening.need,
            "refusal": convening.refusal,
            "asked_by": asked_by,
            "asked": context.opinion[:500] if asked_by else "",
            "holder": holder.key,
            "holder_name": holder.name,
            "from_state": came[2],
            "sender": came[0],
            "sender_id": came[1],
            "minutes_left": left,
            "waiting": [[one.key, one.name] for one in signers[1:]] if in_turn else [],
            "consents": 0,
            "refusals": 0,
            "opened_at": context.at,
        },
    ).scalar_one()
    first = signers[:1] if in_turn else signers
    asked = context.opinion[:500] if asked_by else ""
    _lay_before(work, round_id, first, asked=asked, source=came[2], state=state, came=came)


def _lay_before(
    work: Work,
    round_id: int,
    signers: Iterable[Holder],
    *,
    asked: str,
    source: str,
    state: State | None = None,
    came: tuple[str, int | None, str] | None = None,
) -> None:
    context = work.context
    sender, sender_id, _ = came or (slips.named(context), None, source)
    here = state or work.facts.workflow.state(work.facts.document.state)
    for one in signers:
        slips.hand_on(
            context,
            here,
            one,
            sender=sender,
            sender_id=sender_id,
            source=source,
            kind=SIGN,
            round_id=round_id,
            asked=asked,
        )


def _round(work: Work) -> Any:
    if work.facts.round is None:
        raise InvalidChangeError("会签已经结束")
    return work.facts.round


_ROUND: Final = insert(Round).returning(Round.id)
