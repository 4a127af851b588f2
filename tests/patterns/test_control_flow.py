"""Control-flow patterns (workflowpatterns.com): one test a pattern, as docs/patterns.md lists them.

Branches are slips side by side, each one task long; what is only about the way of the document is shown on small
artificial workflows, what is about people at work at the real door.
"""

from dataclasses import replace
from itertools import permutations

import pytest

from routing.samples import holder_of
from routing.services.advance import Order, advance, open_slips
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, NOTICE, VICE_CHAIR
from tests.patterns.making import (
    action,
    begun,
    convening,
    flow,
    joint_flow,
    names,
    outcomes,
    parties,
    state,
    waiting,
)
from tests.services.crossing import Hours, Scene, distribute
from workflows.case import Case
from workflows.errors import NotOpenHereError, NotYoursError, RuleError, UnmetNeedError
from workflows.joint import AGREED, ENOUGH, verdict
from workflows.model import CONSULT, MAIN, READ, SIGN, Joint
from workflows.roles import Role

SIGNERS = ("gumingyue", "shenqiulan", "luwenbin")
DEPARTMENTS = {"组织宣传部": "yanhongmei", "城乡发展部": "caoguilan", "儿童工作部": "weishufen"}


def moved(workflow, case, *keys):
    """The case after those actions, one after the other."""
    for key in keys:
        workflow.move(case, key)
    return case.state


def refused(workflow, case, key):
    before = case.state
    with pytest.raises(RuleError):
        workflow.move(case, key)
    return case.state == before


def convened(house, rule="all", need=0, refusal="record", who=SIGNERS):
    document = house.at("office_review")
    house.act(document, "convene", CLERK, change=convening(house, who, rule, need, refusal))
    return document


# Basic control flow


def test_sequence():
    workflow = flow(
        (state("a"), state("b"), state("c")),
        action("do_a", ("a", "b")),
        action("do_b", ("b", "c")),
        action("do_c", ("c", "end")),
    )
    case = Case("a")
    assert refused(workflow, case, "do_b")
    assert refused(workflow, case, "do_c")
    assert moved(workflow, case, "do_a", "do_b", "do_c") == "end"


def test_parallel_split(house):
    """One slip ends, three begin at the same moment; each of the three can go first."""
    for order in permutations(SIGNERS, 2):
        document = convened(house)
        assert waiting(house, document) == names(house, *SIGNERS)
        for name in order:
            house.act(document, "sign_jointly", name)
        assert len(waiting(house, document)) == 1


def test_synchronization(house):
    """What follows begins once, when the last of all branches is done, whichever it is."""
    for order in permutations(SIGNERS):
        document = convened(house)
        for name in order:
            assert waiting(house, document, MAIN) == []
            house.act(document, "sign_jointly", name)
        assert waiting(house, document) == names(house, CLERK)


@pytest.mark.parametrize(("digest", "way", "other"), [("s", "issue", "sign_anew"), ("t", "sign_anew", "issue")])
def test_exclusive_choice(digest, way, other):
    """The data say which of two ways is open; the other one is not."""
    workflow = flow(
        (state("check"), state("issuing"), state("signing")),
        action("issue", ("check", "issuing"), needs=("text_as_signed",)),
        action("sign_anew", ("check", "signing"), needs=("text_changed_since_signing",)),
        action("finish", ("issuing", "end"), ("signing", "end")),
    )
    case = Case("check", digest=digest, signed_digest="s")
    assert refused(workflow, case, other)
    assert moved(workflow, case, way, "finish") == "end"


@pytest.mark.parametrize("branch", ["left", "right"])
def test_simple_merge(branch):
    workflow = flow(
        (state("a"), state("left"), state("right"), state("after")),
        action("go_left", ("a", "left")),
        action("go_right", ("a", "right")),
        action("join", ("left", "after"), ("right", "after")),
        action("finish", ("after", "end")),
    )
    case = Case("a")
    assert moved(workflow, case, f"go_{branch}", "join") == "after"
    assert refused(workflow, case, "join")
    assert moved(workflow, case, "finish") == "end"


# Advanced branching and synchronisation


def named_on_the_sheet(house, *departments):
    document = house.at("department_review", countersigners="、".join(departments))
    house.act(document, "review", HEAD)
    return document


SUBSETS = [("组织宣传部",), ("组织宣传部", "儿童工作部"), tuple(DEPARTMENTS)]


@pytest.mark.parametrize("departments", SUBSETS, ids=len)
def test_multi_choice(house, departments):
    """One or more of the branches, as the sheet says, and no others."""
    document = named_on_the_sheet(house, *departments)
    assert set(waiting(house, document)) == set(names(house, *(DEPARTMENTS[one] for one in departments)))


@pytest.mark.parametrize("departments", SUBSETS, ids=len)
def test_structured_synchronizing_merge(house, departments):
    """What follows waits for exactly the branches that were chosen."""
    document = named_on_the_sheet(house, *departments)
    for one in departments:
        assert waiting(house, document, MAIN) == []
        house.act(document, "sign_jointly", DEPARTMENTS[one])
    assert waiting(house, document) == names(house, CLERK)


@pytest.mark.parametrize("first", SIGNERS)
def test_cancelling_discriminator(house, first):
    """The first branch that is done goes on; the others are withdrawn and can do nothing more."""
    document = convened(house, "any")
    house.act(document, "sign_jointly", first)
    assert waiting(house, document) == names(house, CLERK)
    assert sorted(outcomes(house, document, SIGN)) == ["lapsed", "lapsed", "sign_jointly"]
    for other in SIGNERS:
        with pytest.raises(NotYoursError):
            house.act(document, "sign_jointly", other)


@pytest.mark.parametrize("two", list(permutations(SIGNERS, 2)))
def test_cancelling_partial_join(house, two):
    """Two of three branches are enough; the third is withdrawn; what follows begins once."""
    document = convened(house, "count", 2)
    house.act(document, "sign_jointly", two[0])
    assert waiting(house, document, MAIN) == []
    house.act(document, "sign_jointly", two[1])
    assert waiting(house, document) == names(house, CLERK)
    assert sorted(outcomes(house, document, SIGN)) == ["lapsed", "sign_jointly", "sign_jointly"]


def test_local_synchronizing_merge(house):
    """How many branches are awaited is known at the merge itself, also when one was added or fell away meanwhile."""
    document = named_on_the_sheet(house, "组织宣传部", "城乡发展部")
    house.act(document, "add_member", CLERK, change=parties(house, "luojing"))
    house.act(document, "sign_jointly", "yanhongmei")
    house.act(document, "sign_jointly", "caoguilan")
    assert waiting(house, document) == names(house, "luojing")
    house.act(document, "sign_jointly", "luojing")
    assert waiting(house, document) == names(house, CLERK)


def test_thread_split(house):
    """One thread becomes as many as are named, all in the same task."""
    for number in (1, 2, 3):
        document = convened(house, who=SIGNERS[:number])
        assert len(waiting(house, document, SIGN)) == number
        assert {slip.state for slip in house.slips(document)[-number:]} == {"office_review"}


@pytest.mark.parametrize("number", [2, 3])
def test_thread_merge(house, number):
    """As many threads of one task as are named become one again."""
    document = convened(house, "count", number)
    for name in SIGNERS[:number]:
        assert waiting(house, document, MAIN) == []
        house.act(document, "sign_jointly", name)
    assert waiting(house, document) == names(house, CLERK)


# Multiple instances


def test_multiple_instances_without_synchronization(house):
    """Many are to read it; nothing waits for any of them, and each reads in their own time."""
    document = house.at("office_review")
    readers = ("panyue", "fengting", "dongxue", "tianli")
    house.act(document, "copy", CLERK, change=parties(house, *readers))
    house.walk(document, "awaiting_filing")
    for reader in readers:
        house.act(document, "acknowledge", reader, opinion="已阅")
    assert outcomes(house, document, READ) == ["acknowledge"] * 4


def test_multiple_instances_with_a_priori_design_time_knowledge(house):
    """The definition says which posts sign: as many instances as there are vice-chairs, for every document."""
    workflow = joint_flow(
        state("writing", Role.DRAFTER),
        state("deciding", Role.CHAIR, joint=Joint("vice_chair")),
        actions=(action("submit", ("writing", "deciding")), action("decide", ("deciding", "end"))),
    )
    for _ in range(2):
        document = begun(house, workflow)
        house.act(document, "submit", DRAFTER)
        assert waiting(house, document) == names(house, "shenqiulan", "gumingyue")
        house.act(document, "sign_jointly", "shenqiulan")
        with pytest.raises(NotYoursError):
            house.act(document, "decide", CHAIR)
        house.act(document, "sign_jointly", "gumingyue")
        house.act(document, "decide", CHAIR)
        assert house.row(document).state == "end"


@pytest.mark.parametrize("departments", SUBSETS, ids=len)
def test_multiple_instances_with_a_priori_run_time_knowledge(house, departments):
    """How many instances there are is read from the document when it arrives, and all are waited for."""
    workflow = joint_flow(
        state("writing", Role.DRAFTER),
        state("reading", joint=Joint("countersigners")),
        actions=(action("submit", ("writing", "reading")), action("finish", ("reading", "end"))),
    )
    document = begun(house, workflow, content=replace(NOTICE, countersigners="，".join(departments)))
    house.act(document, "submit", DRAFTER)
    assert len(waiting(house, document)) == len(departments)
    for one in departments:
        with pytest.raises(NotYoursError):
            house.act(document, "finish", CLERK)
        house.act(document, "sign_jointly", DEPARTMENTS[one])
    house.act(document, "finish", CLERK)
    assert house.row(document).state == "end"


def test_multiple_instances_without_a_priori_run_time_knowledge(house):
    """While some are at it others are added, more than once, and all are waited for."""
    document = convened(house, who=SIGNERS[:1])
    house.act(document, "add_member", CLERK, change=parties(house, SIGNERS[1]))
    house.act(document, "sign_jointly", SIGNERS[1])
    house.act(document, "add_member", CLERK, change=parties(house, SIGNERS[2], "yanhongmei"))
    for name in (SIGNERS[0], "yanhongmei"):
        house.act(document, "sign_jointly", name)
    assert waiting(house, document) == names(house, SIGNERS[2])
    house.act(document, "sign_jointly", SIGNERS[2])
    assert waiting(house, document) == names(house, CLERK)


@pytest.mark.parametrize("needed", [1, 2])
def test_cancelling_partial_join_for_multiple_instances(house, needed):
    """Of four instances so many are enough; those not done are withdrawn, those done stay."""
    document = convened(house, "count", needed, who=(*SIGNERS, "yanhongmei"))
    for name in SIGNERS[:needed]:
        house.act(document, "sign_jointly", name, opinion=f"{name}同意")
    assert waiting(house, document) == names(house, CLERK)
    assert outcomes(house, document, SIGN) == ["sign_jointly"] * needed + ["lapsed"] * (4 - needed)
    assert verdict("count", needed, "record", needed, 0, 4 - needed) == (AGREED if needed == 4 else ENOUGH)


# State-based patterns


@pytest.mark.parametrize(("first", "second"), [(("sign", CHAIR), ("withdraw", VICE_CHAIR)),
                                               (("withdraw", VICE_CHAIR), ("sign", CHAIR))])  # fmt: skip
def test_deferred_choice(house, first, second):
    """Both ways stand open before different people; whoever acts first has chosen, and the other way is gone."""
    document = house.at("signing")
    house.act(document, first[0], first[1])
    with pytest.raises((NotYoursError, NotOpenHereError)):
        house.act(document, *second)
    assert house.log(document)[-1] == first[0]


def any_order(tasks, after=None):
    """A workflow whose states are what is still to be done: each task once, one at a time, in any order.

    `after` names for a task what must be done before it.
    """
    after = after or {}
    left = {frozenset(tasks)}
    ways = {task: [] for task in tasks}
    queue = list(left)
    while queue:
        here = queue.pop()
        for task in sorted(here):
            if after.get(task) in here:
                continue
            there = here - {task}
            ways[task].append(("".join(sorted(here)), "".join(sorted(there)) or "end"))
            if there and there not in left:
                left.add(there)
                queue.append(there)
    keys = sorted(("".join(sorted(one)) for one in left), key=len, reverse=True)
    return flow(tuple(state(key) for key in keys), *(action(task, *ways[task]) for task in tasks))


def test_interleaved_parallel_routing():
    """b after a, c at any time, one at a time, each once: three orders of six are possible."""
    workflow = any_order("abc", {"b": "a"})
    done = []
    for order in permutations("abc"):
        case = Case("abc")
        try:
            done += ["".join(order)] if moved(workflow, case, *order) == "end" else []
        except NotOpenHereError:
            assert order.index("b") < order.index("a")
    assert done == ["abc", "acb", "cab"]


def test_interleaved_routing():
    """Each once, in any order, never two at a time: after every one of them the case is in one state only."""
    workflow = any_order("abc")
    for order in permutations("abc"):
        case = Case("abc")
        for task in order:
            workflow.move(case, task)
            assert refused(workflow, case, task)
        assert case.state == "end"


def test_critical_section():
    """Two sections of two tasks each: what has been begun is finished before the other can begin."""
    workflow = flow(
        tuple(state(key) for key in ("both", "in_a", "in_b", "a_left", "b_left", "last_a", "last_b")),
        action("begin_a", ("both", "in_a"), ("a_left", "last_a")),
        action("end_a", ("in_a", "b_left"), ("last_a", "end")),
        action("begin_b", ("both", "in_b"), ("b_left", "last_b")),
        action("end_b", ("in_b", "a_left"), ("last_b", "end")),
    )
    for one, other in ("ab", "ba"):
        case = Case("both")
        workflow.move(case, f"begin_{one}")
        assert refused(workflow, case, f"begin_{other}")
        assert refused(workflow, case, f"end_{other}")
        assert moved(workflow, case, f"end_{one}", f"begin_{other}", f"end_{other}") == "end"


def test_milestone(house):
    """Beside the main line, the chair may annul: from the signature on, and no longer once it has left the house."""
    document = house.at("vice_chair_review")
    with pytest.raises(UnmetNeedError):
        house.act(document, "annul", CHAIR, opinion="不发")
    house.walk(document, "distributing")
    with pytest.raises(NotOpenHereError):
        house.act(document, "annul", CHAIR, opinion="不发")
    for reached in ("numbering", "sealing"):
        document = house.at(reached)
        house.act(document, "annul", CHAIR, opinion="不发")
        assert house.row(document).state == "terminated"


# Cancellation and forced completion


def test_cancel_task(house):
    """A task that lies before somebody and has not begun is withdrawn; one that has begun is not."""
    document = house.at("signing")
    house.act(document, "withdraw", VICE_CHAIR)
    with pytest.raises(RuleError):
        house.act(document, "sign", CHAIR)
    house.act(document, "approve", VICE_CHAIR)
    open_slips(document, house.person(CHAIR))
    with pytest.raises(UnmetNeedError):
        house.act(document, "withdraw", VICE_CHAIR)


def test_cancel_case(house):
    """The whole document ends, unsuccessfully, with all that several people still had to do with it."""
    document = house.at("printing")
    house.act(document, "consult", CLERK, change=parties(house, "panyue"))
    house.act(document, "convene", CLERK, change=convening(house, SIGNERS))
    house.act(document, "annul", CHAIR, opinion="会议取消")
    assert (house.row(document).state, waiting(house, document)) == ("terminated", [])
    for key, name in (("sign_jointly", SIGNERS[0]), ("advise", "panyue"), ("print", CLERK)):
        with pytest.raises((NotYoursError, NotOpenHereError)):
            house.act(document, key, name, opinion="同意")


def test_cancel_region(house):
    """A refusal that returns the document withdraws all that was asked for in this step; the readers read on."""
    document = house.at("office_review")
    house.act(document, "copy", CLERK, change=parties(house, "fengting"))
    house.act(document, "consult", CLERK, change=parties(house, "panyue"))
    house.act(document, "convene", CLERK, change=convening(house, SIGNERS, refusal="return"))
    house.act(document, "decline_jointly", SIGNERS[0], opinion="依据不足")
    assert waiting(house, document, SIGN, CONSULT) == []
    assert (waiting(house, document, READ), waiting(house, document, MAIN)) == (names(house, "fengting"), ["王芳"])
    house.walk(document, "awaiting_filing")


def test_cancel_multiple_instance_activity(house):
    """The signing of many is given up: those who have not signed need not, those who have are on record."""
    document = convened(house, refusal="return")
    house.act(document, "sign_jointly", SIGNERS[0], opinion="同意")
    house.act(document, "decline_jointly", SIGNERS[1], opinion="依据不足")
    assert outcomes(house, document, SIGN) == ["sign_jointly", "decline_jointly", "lapsed"]
    assert house.row(document).state == "drafting"
    with pytest.raises(NotYoursError):
        house.act(document, "sign_jointly", SIGNERS[2])


def test_complete_multiple_instance_activity(house):
    """The signing of many is declared done: what is open is withdrawn, and the next task begins."""
    document = convened(house)
    house.act(document, "sign_jointly", SIGNERS[0], opinion="同意")
    house.act(document, "conclude", CLERK, opinion="时间紧")
    assert outcomes(house, document, SIGN) == ["sign_jointly", "lapsed", "lapsed"]
    assert waiting(house, document) == names(house, CLERK)
    house.act(document, "proofread", CLERK)


# Iteration


def test_arbitrary_cycles():
    """A cycle with two ways in and two ways out, which no single loop can express."""
    workflow = flow(
        (state("a"), state("b"), state("c"), state("d")),
        action("to_b", ("a", "b"), ("c", "b")),
        action("to_c", ("a", "c"), ("b", "c")),
        action("leave", ("b", "d"), ("c", "d")),
        action("finish", ("d", "end")),
    )
    for keys in (("to_b", "to_c", "to_b", "leave"), ("to_c", "to_b", "to_c", "leave"), ("to_b", "leave")):
        assert moved(workflow, Case("a"), *keys, "finish") == "end"


def test_structured_loop():
    """Again until the condition is met: one way in, one way out, tested after each round."""
    workflow = flow(
        (state("fill"), state("check")),
        action("submit", ("fill", "check")),
        action("again", ("check", "fill")),
        action("accept", ("check", "end"), needs=("columns_filled",)),
    )
    case = Case("fill", missing=("title", "body", "kind"))
    rounds = 0
    while case.state != "end":
        rounds += 1
        case.missing = case.missing[1:]
        workflow.move(case, "submit")
        if case.missing:
            assert refused(workflow, case, "accept")
        workflow.move(case, "again" if case.missing else "accept")
    assert rounds == 3


# Termination


def test_explicit_termination(house):
    """The nominated end is reached: the document is done, and what others could still have done is withdrawn."""
    document = house.at("handing_over")
    house.act(document, "consult", CLERK, change=parties(house, "panyue", "fengting"))
    house.act(document, "count_in", CLERK, change=(1, 2))
    assert (house.row(document).state, waiting(house, document)) == ("awaiting_filing", [])
    assert outcomes(house, document, CONSULT) == ["lapsed", "lapsed"]


# Triggers


def test_transient_trigger(house):
    """A word from outside starts the task that waits for it; said too early, it is lost and must be said again."""
    workflow = joint_flow(
        state("writing", Role.DRAFTER),
        state("waiting"),
        actions=(
            action("submit", ("writing", "waiting")),
            action("give_up", ("waiting", "end"), opinion="required"),
            action("go_ahead", ("waiting", "end"), by=Role.CHAIR),
        ),
    )
    document = begun(house, workflow)
    with pytest.raises(NotOpenHereError):
        house.act(document, "go_ahead", CHAIR)
    house.act(document, "submit", DRAFTER)
    assert house.row(document).state == "waiting"
    house.act(document, "go_ahead", CHAIR)
    assert house.row(document).state == "end"


def test_persistent_trigger(house, monkeypatch):
    """What came in from outside is kept until the task that waits for it can use it, whoever does it and whenever."""
    hours = Hours(monkeypatch)
    document = house.at("distributing")
    scene = Scene(house, hours, "distributing", document)
    with pytest.raises(UnmetNeedError):
        house.act(document, "distribute", DRAFTER)
    distribute(scene, DRAFTER)
    house.act(document, "transfer", DRAFTER, change=parties(house, "panyue"))
    hours.pass_(2_100)
    house.act(document, "convene", "panyue", change=convening(house, SIGNERS[:1]))
    house.act(document, "sign_jointly", SIGNERS[0])
    advance(document, Order("distribute"), holder_of(document))
    assert house.row(document).state == "handing_over"
