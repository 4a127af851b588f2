"""转交、征求意见、抄送 and the step's clock. A part of the door: called by `advance` alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from routing import display
from routing.models import Slip
from routing.queries import leftovers, parties
from routing.queries.chart import Holder
from routing.services import circulating, custody, deadlines, loaning, rounds, shutting, slips, tasking, urging
from routing.services.errors import InvalidChangeError
from routing.services.facts import keep_version
from routing.services.orders import Convening, Reassignment, Returning
from routing.services.parties import chosen, keys_of
from routing.services.slips import Work
from workflows.case import NEEDS
from workflows.definitions.archive_loan import LENT
from workflows.model import CONSULT, DUTIES, MAIN, READ, SIGN, Workflow


def transfer(connection: Connection, work: Work) -> None:
    """转交: the step lies before somebody else, with the time that is left."""
    party, *more = chosen(work, keys_of(work))
    if more:
        raise InvalidChangeError("只能转交一个岗位；请几个人一起签，用“请人会签”", "parties")
    state = work.facts.workflow.state(work.facts.document.state)
    change = work.context.change
    if isinstance(change, Returning):
        work.context.change = Convening(change.parties)
        rounds.convene(connection, work)
        return
    refusal = parties.cannot_decide(work.facts.chart, state, party.key, work.facts.document)
    if refusal:
        raise InvalidChangeError(refusal, "parties")
    slips.close(connection, work)
    slips.hand_on(
        work.context,
        state,
        replace(party, reason=f"{slips.named(work.context)}转交给您办理"),
        sender=slips.named(work.context),
        sender_id=work.context.actor.person_id,
        source=state.key,
        asked=work.context.opinion[:500],
        due_at=deadlines.carried(work.context.calendar, work.slip, work.context.at),
    )
    work.context.details.append(f"转交{party.name}")


def take_back(connection: Connection, work: Work) -> None:
    """取回: what was passed on and not opened comes back to whom it was passed on by."""
    slips.close(connection, work)
    before = connection.execute(_PASSED_ON, {"document": work.facts.document.id}).first()
    if before is None:
        raise InvalidChangeError("没有可以取回的办件")
    state = work.facts.workflow.state(work.facts.document.state)
    slips.hand_on(
        work.context,
        state,
        Holder(before.holder, before.holder_name),
        sender="",
        source=before.from_state,
        due_at=deadlines.carried(work.context.calendar, work.slip, work.context.at),
        opened_at=work.context.at,
    )


def claim(connection: Connection, work: Work) -> None:
    """受理: of those who share the post, this one sees to it; somebody else may take it over by saying so."""
    if work.slip.claimed_by == work.context.actor.person_id:
        raise InvalidChangeError("这一件已经由您受理")
    actor = work.context.actor
    connection.execute(_OPEN, {"this": work.slip.id, "claimed_by": actor.person_id, "claimer": actor.name})


def release(connection: Connection, work: Work) -> None:
    """放回: any of those who share the post may see to it again."""
    if work.slip.claimed_by != work.context.actor.person_id:
        raise InvalidChangeError(NEEDS["claimed"])
    connection.execute(_OPEN, {"this": work.slip.id, "claimed_by": None, "claimer": ""})


def consult(connection: Connection, work: Work) -> None:
    """征求意见: others are asked; the holder keeps the slip and need not wait."""
    _ask(work, CONSULT, "征求意见")


def copy(connection: Connection, work: Work) -> None:
    """抄送阅知: others are to read it; nothing waits for them."""
    _ask(work, READ, "抄送")


def _ask(work: Work, kind: str, verb: str) -> None:
    already = {slip.holder for slip in work.facts.slips if slip.kind == kind}
    asked = [one for one in chosen(work, keys_of(work)) if one.key not in already]
    if not asked:
        raise InvalidChangeError("所选的人已经收到，还没有答复", "parties")
    state = work.facts.workflow.state(work.facts.document.state)
    for party in asked:
        slips.hand_on(
            work.context,
            state,
            party,
            sender=slips.named(work.context),
            sender_id=work.context.actor.person_id,
            kind=kind,
            asked=work.context.opinion[:500],
            due_at=deadlines.due(work.context.calendar, state, work.facts.document.urgency, work.context.at, days=3),
        )
    work.context.details.append(f"{verb}：{'、'.join(one.name for one in asked)}")


def pause(connection: Connection, work: Work) -> None:
    """暂停计时: from now on no working time passes for this slip."""
    connection.execute(_OPEN, {"this": work.slip.id, "paused_at": work.context.at})


def resume(connection: Connection, work: Work) -> None:
    """恢复计时: with as much time as was left."""
    slip, context = work.slip, work.context
    left = deadlines.left(context.calendar, slip, slip.paused_at)
    due = deadlines.again(context.calendar, context.at, left)
    connection.execute(_OPEN, {"this": slip.id, "paused_at": None, "due_at": due})
    context.details.append(f"办理期限顺延至{display.moment(due)}")


def reassign(connection: Connection, work: Work) -> None:
    """移交办件: what lay before somebody who is no longer there lies before who comes after them, as it was due."""
    change = work.context.change
    if not isinstance(change, Reassignment):
        raise InvalidChangeError("没有要移交的办件")
    slip = next((one for one in work.facts.slips if one.id == change.slip_id), None)
    if slip is None:
        raise InvalidChangeError("这个办件已经办完，不需要移交")
    chart, document = work.facts.chart, work.facts.document
    if not parties.is_there(chart, change.holder):
        raise InvalidChangeError(f"“{change.holder_name}”目前没有人任职，不能移交")
    consents = slip.kind == SIGN or work.facts.workflow.consent_of(work.facts.document.state) is not None
    if (
        slip.kind in DUTIES
        and consents
        and not parties.can_consent(chart, change.holder, document.drafter_id, document.kind)
    ):
        raise InvalidChangeError(f"“{change.holder_name}”就是拟稿人，不能审核、签署本人的文稿")
    if leftovers.asked_by(chart, change.holder, slip):
        raise InvalidChangeError(f"“{change.holder_name}”就是征求意见的人，不能请其答复自己")
    if slip.kind == SIGN and any(one.kind == SIGN and one.holder == change.holder for one in work.facts.slips):
        raise InvalidChangeError(f"“{change.holder_name}”已经在会签，不能再替“{slip.holder_name}”签一次")
    if document.restricted and slip.kind != MAIN:  # the step itself the office sees to, unseen (`Action.blind`)
        inside = custody.scope(connection, work)
        if any(person not in inside for person, _ in chart.people_of(change.holder)):
            raise InvalidChangeError(leftovers.WITHIN)
    # Who has it now has neither opened nor claimed it.
    moved = {"this": slip.id, "holder": change.holder, "holder_name": change.holder_name, "opened_at": None}
    connection.execute(_OPEN, moved | {"claimed_by": None, "claimer": "", "reason": change.reason[:200]})
    if document.state == LENT.key:
        loaning.passed_on(connection, work, change.holder_name)
    work.context.details.append(f"{slip.holder_name}→{change.holder_name}：{change.reason}")


def adopt(connection: Connection, work: Work) -> None:
    """改用新流程: from the next step on, the document goes by the rules as they are today."""
    change = work.context.change
    if not isinstance(change, Workflow):
        raise InvalidChangeError("没有可以改用的流程")
    keep_version(connection, change, work.context.at)
    work.context.columns["workflow_digest"] = change.digest
    work.context.details.append(f"流程版本{work.facts.workflow.digest[:12]}→{change.digest[:12]}")


_OPEN: Final = update(Slip).where(Slip.id == bindparam("this"), Slip.closed_at.is_(None))
_PASSED_ON: Final = (
    select(Slip.holder, Slip.holder_name, Slip.from_state)
    .where(Slip.document_id == bindparam("document"), Slip.outcome == "transfer")
    .order_by(Slip.id.desc())
    .limit(1)
)

SLIP_EFFECTS: dict[str, Callable[[Connection, Work], None]] = {
    effect.__name__: effect
    for effect in (
        rounds.convene,
        rounds.consent,
        rounds.refuse,
        rounds.add_member,
        rounds.conclude,
        transfer,
        take_back,
        claim,
        release,
        consult,
        copy,
        slips.close,
        pause,
        resume,
        reassign,
        adopt,
        urging.urge,
        circulating.circulate,
        circulating.open_scope,
        circulating.read,
        circulating.propose_reader,
        circulating.admit_reader,
        circulating.end_circulation,
        tasking.instruct,
        tasking.subtask,
        tasking.pass_up,
        tasking.report,
        tasking.accept_result,
        tasking.refuse_result,
        tasking.close_task,
        tasking.cancel_task,
        custody.hand_over,
        loaning.lend,
        loaning.lend_again,
        loaning.sign_for,
        loaning.ask_renewal,
        loaning.grant_renewal,
        loaning.refuse_renewal,
        loaning.take_in,
        loaning.inspect,
        loaning.lose,
        shutting.shut,
        shutting.renew,
    )
}
