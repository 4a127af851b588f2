"""Is a workflow sound? Every state reachable, an end from everywhere, nothing named that is not there."""

from collections.abc import Iterable, Iterator

from workflows.case import NEEDS
from workflows.clauses import CLAUSES
from workflows.errors import UnsoundWorkflowError
from workflows.model import MAIN, SIGN, SLIPS, Action, Joint, State, Workflow
from workflows.roles import Capacity, Role
from workflows.ways import Way, way_of
from workflows.words import EFFECTS, KINDS, OPINIONS, PICKS, REFUSALS, RULES


def faults(workflow: Workflow) -> list[str]:
    """Name everything that is wrong with a definition, in plain words; an empty list is a sound workflow."""
    return [*_names(workflow), *_actors(workflow), *_reach(workflow), *_signatures(workflow)]


def check(workflow: Workflow) -> Workflow:
    """Return the workflow, or raise UnsoundWorkflowError with every fault."""
    found = faults(workflow)
    if found:
        raise UnsoundWorkflowError(f"workflow {workflow.key!r}: " + "; ".join(found))
    return workflow


def _names(workflow: Workflow) -> Iterator[str]:
    keys = [state.key for state in workflow.states]
    yield from _twice("state", keys)
    yield from _twice("action", [action.key for action in workflow.actions])
    yield from _twice("column", [field.key for field in workflow.fields])
    if workflow.initial not in keys:
        yield f"the initial state {workflow.initial} is not a state"
    for state in workflow.states:
        yield from _clauses(f"state {state.key}", state)
        if state.pick not in PICKS:
            yield f"state {state.key} picks its holder by the unknown rule {state.pick}"
        if state.joint is not None:
            yield from _joint(workflow, state, state.joint)
    for action in workflow.actions:
        if action.slip not in SLIPS:
            yield f"action {action.key} is offered on the unknown slip {action.slip}"
        yield from (
            f"action {action.key} binds {key}, which is no column"
            for key in action.binds
            if key not in {field.key for field in workflow.fields}
        )
        yield from _clauses(f"action {action.key}", action)
        if action.opinion not in OPINIONS:
            yield f"action {action.key}: opinion is {action.opinion}"
        yield from (f"action {action.key} needs the unknown {need}" for need in action.needs if need not in NEEDS)
        yield from (
            f"action {action.key} has the unknown effect {name}" for name in action.effects if name not in EFFECTS
        )
        yield from (
            f"action {action.key} leads from or to {end}, which is not a state"
            for way in action.ways
            for end in way
            if end not in keys
        )


def _clauses(what: str, part: State | Action) -> Iterator[str]:
    for clause in (part.clause, *(other for _, other in part.instead)):
        if clause not in CLAUSES:
            yield f"{what} names no known clause ({clause})"
    yield from (f"{what} names a clause for the unknown kind {need}" for need, _ in part.instead if need not in KINDS)


def _joint(workflow: Workflow, state: State, joint: Joint) -> Iterator[str]:
    """Every round that the rules ask for can be complete, and those who sign in it have something to do."""
    columns = {field.key for field in workflow.fields}
    if joint.parties not in columns | set(Capacity):
        yield f"state {state.key} is signed jointly by {joint.parties}, which is neither a column nor a post"
    if joint.when and joint.when[0] not in columns:
        yield f"state {state.key} is signed jointly when {joint.when[0]}, which is no column"
    if joint.rule not in RULES or joint.refusal not in REFUSALS:
        yield f"state {state.key} is signed jointly by the unknown rule {joint.rule}, {joint.refusal}"
    if joint.rule == "count" and joint.count < 1:
        yield f"state {state.key}: a round of {joint.count} signers can never be complete"
    signing = {
        effect for action in workflow.actions_from(state.key) if action.slip == SIGN for effect in action.effects
    }
    if not {"consent", "refuse"} <= signing:
        yield f"whoever signs jointly in {state.key} can do nothing"
    if joint.refusal == "return" and not any(
        target != state.key
        for action in workflow.actions_from(state.key)
        if "refuse" in action.effects
        for target in action.leads_from(state.key)
    ):
        yield f"a refusal in {state.key} is to return the document and cannot"


def _twice(kind: str, keys: list[str]) -> Iterator[str]:
    yield from (f"two {kind}s are called {key}" for key in sorted({key for key in keys if keys.count(key) > 1}))


def _actors(workflow: Workflow) -> Iterator[str]:
    for state in workflow.states:
        if state.final:
            continue
        if state.role in {Role.NOBODY, Role.HOLDER, Role.SENDER}:
            yield f"state {state.key} lies before nobody"
        if not any(action.by is Role.HOLDER and action.slip == MAIN for action in workflow.actions_from(state.key)):
            yield f"whoever holds a slip in {state.key} can do nothing"
    ends = {state.key for state in workflow.states if state.final}
    # What is closed stays closed: from an end a document goes to another one at most, from the shelf into the file.
    yield from (
        f"the end {source} is left by action {action.key}"
        for action in workflow.actions
        for source, target in action.ways
        if source in ends and target not in ends
    )
    yield from (f"nobody may {action.key}" for action in workflow.actions if action.by is Role.NOBODY)
    yield from (f"action {action.key} is open nowhere" for action in workflow.actions if not action.ways)


def _reach(workflow: Workflow) -> Iterator[str]:
    ways = {way for action in workflow.actions for way in action.ways}
    reached = _closure({workflow.initial}, ways)
    yield from (f"state {state.key} cannot be reached" for state in workflow.states if state.key not in reached)
    ends = {state.key for state in workflow.states if state.final}
    ending = _closure(ends, {(target, source) for source, target in ways})
    yield from (
        f"from state {state.key} there is no way to an end" for state in workflow.states if state.key not in ending
    )


def _signatures(workflow: Workflow) -> Iterator[str]:
    """Nothing goes on signed but the very text that was signed, by whatever way it came to where it is.

    A step back may lead to a signed state without a signature that holds (a document is taken back from the signer);
    so each way on from there asks for the signature anew, and the way that first leads there is the signature.
    """
    signed = {state.key for state in workflow.states if state.signed}
    for action in workflow.actions:
        for source, target in action.ways:
            if target not in signed or way_of(workflow, action, source, target) is not Way.ON:
                continue
            if source not in signed and "bind_signature" not in action.effects:
                yield f"action {action.key} leads from {source} to {target} without a signature"
            if source in signed and "text_as_signed" not in action.needs:
                yield f"action {action.key} leads from {source} to {target} whatever was signed"


def _closure(start: set[str], ways: Iterable[tuple[str, str]]) -> set[str]:
    reached, ways = set(start), set(ways)
    while more := {target for source, target in ways if source in reached} - reached:
        reached |= more
    return reached
