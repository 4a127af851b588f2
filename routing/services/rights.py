"""Whose action is it? The policy's answers as refusals in the office's words. Asked by the door alone."""

from routing import policy
from routing.actor import Actor
from routing.services.facts import Facts
from workflows.errors import NotYoursError
from workflows.model import DUTIES, Action
from workflows.roles import Role


def standing(facts: Facts, action: Action, actor: Actor, slip_id: int | None = None) -> policy.Standing:
    """In which post, and on which slip, the actor may take the action. Raises NotYoursError."""
    document = facts.document
    if document.restricted and not (document.in_scope or action.blind):
        raise NotYoursError("这是机要文件，您不在知悉范围内")
    stands = policy.standing(action, actor, facts.slips, facts.round, document.drafter_id, slip_id)
    if stands is not None:
        return stands
    where = facts.workflow.state(facts.document.state).label
    duties = [slip.holder_name for slip in facts.slips if slip.kind in DUTIES]
    whom = f"，现由{'、'.join(duties)}办理" if duties else ""
    raise NotYoursError(f"您不能对这份文件“{action.label}”：文件现在{where}{whom}")


def keep_apart(facts: Facts, action: Action, actor: Actor, stands: policy.Standing) -> None:
    """Nobody consents to what they drafted, nor in the drafter's name; what only the chief signs no deputy signs."""
    mine = stands.slip if action.by is Role.HOLDER and not action.beside else None
    if mine is not None and mine.claimed_by not in {None, actor.person_id}:
        raise NotYoursError(f"{mine.claimer}已受理这一件；要改由您办，请先点“由我受理”")
    refusal = policy.kept_apart(
        facts.document, facts.workflow.state(facts.document.state), action, actor, stands.behalf
    )
    if refusal:
        raise NotYoursError(refusal)
