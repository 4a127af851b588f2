"""Resource patterns (workflowpatterns.com): one test a pattern, as docs/patterns.md lists them. At the real door."""

import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import reading, writing
from routing.models import Holding, Organisation, Post
from routing.queries import documents, tray
from routing.services import delegating, drafting
from routing.services.administration import holdings
from routing.services.advance import open_slips
from routing.services.errors import InvalidChangeError
from routing.services.orders import Reassignment
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.patterns.making import (
    action,
    begun,
    convening,
    flow,
    names,
    parties,
    post,
    state,
    waiting,
)
from tests.services.crossing import Hours
from workflows.errors import NotYoursError, RuleError
from workflows.model import CONSULT, MAIN, SIGN
from workflows.roles import Role

OTHER_CLERK, DIRECTOR, FIRST_VICE_CHAIR, OTHER_HEAD = "tangxiaomei", "luwenbin", "shenqiulan", "yanhongmei"
PEOPLE = (DRAFTER, HEAD, CLERK, OTHER_CLERK, VICE_CHAIR, FIRST_VICE_CHAIR, CHAIR, DIRECTOR, OTHER_HEAD, "panyue")


def who_has(house, document):
    """The people in whose tray the document lies, as the tray itself finds it."""
    return {name for name in PEOPLE if document in in_tray(house, name)}


def in_tray(house, username):
    return [row.document_id for row in tray.open_slips(reading(), house.person(username), "all", 1)]


def succeed(house, before, after):
    """A post changes hands today."""
    seat = house.person(before).seats[0]
    giver, taker = house.person(before).person_id, house.person(after).person_id
    with writing() as connection:
        theirs = (Holding.person_id == giver) & (Holding.post_id == seat.post_id)
        connection.execute(update(Holding).where(theirs).values(person_id=taker))
        connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))


# Creation


def test_role_based_distribution(house):
    """The step names a role; whoever holds it when the work comes gets it."""
    assert who_has(house, house.at("department_review")) == {HEAD}
    succeed(house, HEAD, "panyue")
    assert who_has(house, house.at("department_review")) == {"panyue"}


@pytest.mark.parametrize("chosen", [FIRST_VICE_CHAIR, OTHER_HEAD])
def test_deferred_distribution(house, chosen):
    """Who signs is said only while the document is under way."""
    document = house.at("office_review")
    house.act(document, "convene", CLERK, change=convening(house, (chosen,)))
    assert who_has(house, document) == {chosen}


def test_authorization(house):
    """What one may do with work is a right of one's post, besides having the work."""
    document = house.at("printing")
    open_slip = house.slips(document)[-1]
    change = Reassignment(open_slip.id, post(house, DIRECTOR), "办公室主任", "岗位调整")
    for name in (CLERK, DIRECTOR, VICE_CHAIR, CHAIR, "sysadmin", "auditor"):
        with pytest.raises(NotYoursError):
            house.act(document, "reassign", name, change=change)
    for name in (CLERK, DIRECTOR, VICE_CHAIR, "secadmin"):
        with pytest.raises(NotYoursError):
            house.act(document, "annul", name, opinion="不发")
    house.act(document, "reassign", "secadmin", change=change)
    house.act(document, "annul", CHAIR, opinion="不发")


def test_separation_of_duties(house):
    """Nobody consents to what they drafted: not in their own post, nor as somebody's deputy."""
    document = house.at("department_review", HEAD)
    assert who_has(house, document) == {VICE_CHAIR}
    document = house.at("department_review")
    today = delegating.Days(clock.today(), clock.today())
    delegating.delegate(house.person(HEAD), house.person(DRAFTER).person_id, None, today, "开会")
    with pytest.raises(NotYoursError, match="本人起草"):
        house.act(document, "review", DRAFTER)
    house.act(document, "review", HEAD)


def test_case_handling(house):
    """All work of the case goes to the one who began it, step after step, and to nobody else of the department."""
    workflow = flow(
        tuple(state(key, Role.DRAFTER) for key in ("one", "two", "three")),
        action("go_on", ("one", "two"), ("two", "three")),
        action("finish", ("three", "end")),
    )
    document = begun(house, workflow)
    for _ in range(2):
        assert who_has(house, document) == {DRAFTER}
        with pytest.raises(NotYoursError):
            house.act(document, "go_on", HEAD)
        house.act(document, "go_on", DRAFTER)
    house.act(document, "finish", DRAFTER)


def test_retain_familiar(house):
    """What goes back to be corrected goes to who wrote it, not to a colleague of the same post."""
    for drafter, colleague in ((CLERK, OTHER_CLERK), (OTHER_CLERK, CLERK)):
        document = house.at("department_review", drafter)
        house.act(document, "return", DIRECTOR, opinion="请改", target="drafting")
        assert who_has(house, document) == {drafter}
        with pytest.raises(NotYoursError):
            house.act(document, "submit", colleague)


def test_capability_based_distribution(house):
    """Only who has the rank that the step needs can get it, and important matters only the chair herself."""
    document = house.at("signing")
    for name in (HEAD, DIRECTOR, CLERK):
        with pytest.raises(InvalidChangeError, match="同级或上级"):
            house.act(document, "transfer", CHAIR, change=parties(house, name))
    important = house.at("signing", kind="请示")
    with pytest.raises(InvalidChangeError, match="主席本人签发"):
        house.act(important, "transfer", CHAIR, change=parties(house, FIRST_VICE_CHAIR))
    house.act(document, "transfer", CHAIR, change=parties(house, FIRST_VICE_CHAIR))
    assert who_has(house, document) == {FIRST_VICE_CHAIR}


def test_history_based_distribution(house):
    """Who has signed this very text before is not asked again; who has not, is."""
    document = house.at("department_review", countersigners="组织宣传部、城乡发展部")
    house.act(document, "review", HEAD)
    house.act(document, "sign_jointly", OTHER_HEAD)
    house.act(document, "conclude", CLERK, opinion="先改附件说明")
    house.act(document, "return", CLERK, opinion="请再核", target="drafting")
    house.correct(document, DRAFTER, recipients="各市（区）妇联，市直各妇委会")
    house.act(document, "submit", DRAFTER)
    house.act(document, "review", HEAD)
    assert waiting(house, document) == ["城乡发展部部长"]


@pytest.mark.parametrize(("drafter", "head", "vice_chair"), [(DRAFTER, HEAD, VICE_CHAIR),
                                                           ("panyue", OTHER_HEAD, FIRST_VICE_CHAIR)])  # fmt: skip
def test_organisational_distribution(house, drafter, head, vice_chair):
    """The head of the drafter's own department, and the vice-chair who is in charge of it."""
    assert who_has(house, house.at("department_review", drafter)) == {head}
    assert who_has(house, house.at("vice_chair_review", drafter)) == {vice_chair}


# Push


def test_distribution_by_offer_single_resource(house):
    """One is asked for advice and need not give it: the document goes on, and the offer falls."""
    document = house.at("office_review")
    house.act(document, "consult", CLERK, change=parties(house, OTHER_HEAD))
    assert OTHER_HEAD in who_has(house, document)
    house.act(document, "proofread", CLERK)
    assert OTHER_HEAD not in who_has(house, document)


def test_distribution_by_offer_multiple_resources(house):
    """Both clerks have it, either may do it, and then neither has it."""
    for one, other in ((CLERK, OTHER_CLERK), (OTHER_CLERK, CLERK)):
        document = house.at("office_review")
        assert who_has(house, document) == {CLERK, OTHER_CLERK}
        house.act(document, "proofread", one)
        assert not who_has(house, document) & {CLERK, OTHER_CLERK}
        with pytest.raises(NotYoursError):
            house.act(document, "proofread", other)


def test_distribution_by_allocation_single_resource(house):
    """A draft is one person's, bindingly: nobody else can do it, of whatever post."""
    document = house.draft()
    assert who_has(house, document) == {DRAFTER}
    for name in set(PEOPLE) - {DRAFTER}:
        with pytest.raises(NotYoursError):
            house.act(document, "submit", name)


def test_distribution_on_enablement(house):
    """The moment a step begins, and no earlier, its work lies in the tray."""
    document = house.draft()
    assert who_has(house, document) == {DRAFTER}
    house.act(document, "submit", DRAFTER)
    assert who_has(house, document) == {HEAD}
    slip = house.slips(document)[-1]
    assert slip.arrived_at == house.slips(document)[-2].closed_at


# Pull


def test_resource_initiated_execution_allocated_work_item(house):
    """What is one's own begins when one opens it, not before."""
    document = house.at("signing")
    assert house.slips(document)[-1].opened_at is None
    open_slips(document, house.person(CHAIR))
    assert house.slips(document)[-1].opened_at is not None
    house.act(document, "sign", CHAIR)


def test_resource_initiated_execution_offered_work_item(house):
    """What is offered to two is begun and done at once by the one who takes it up."""
    document = house.at("numbering")
    open_slips(document, house.person(OTHER_CLERK))
    house.act(document, "number", OTHER_CLERK)
    assert house.slips(document)[-2].closed_by == house.person(OTHER_CLERK).person_id


def test_system_determined_work_queue_content(house):
    """The house orders the tray, the same for all: urgent first, then what is due sooner."""
    calm, urgent, most = (house.at("signing", urgency=urgency) for urgency in ("", "加急", "特急"))
    assert in_tray(house, CHAIR) == [most, urgent, calm]


def test_resource_determined_work_queue_content(house):
    """Each person chooses what the tray shows: all of it, what is urgent, what is not yet opened."""
    calm, urgent = house.at("signing"), house.at("signing", urgency="特急")
    open_slips(urgent, house.person(CHAIR))

    def shown(which):
        return [row.document_id for row in tray.open_slips(reading(), house.person(CHAIR), which, 1)]

    assert (shown("all"), shown("urgent"), shown("unread")) == ([urgent, calm], [urgent], [calm])


def test_selection_autonomy(house):
    """Of what lies in the tray one does whatever one likes, also the last first."""
    waiting_ones = [house.at("signing", urgency=urgency) for urgency in ("特急", "", "加急")]
    for document in (waiting_ones[1], waiting_ones[0], waiting_ones[2]):
        house.act(document, "sign", CHAIR)
    assert in_tray(house, CHAIR) == []


# Detour


def test_delegation(house):
    """What one has and has not begun is given to somebody else, who has it from then on."""
    document = house.at("vice_chair_review")
    house.act(document, "transfer", VICE_CHAIR, opinion="请代为审定", change=parties(house, FIRST_VICE_CHAIR))
    assert who_has(house, document) == {FIRST_VICE_CHAIR}
    with pytest.raises(NotYoursError):
        house.act(document, "approve", VICE_CHAIR)
    house.act(document, "approve", FIRST_VICE_CHAIR)


def test_escalation(house, monkeypatch):
    """What is overdue is moved to a higher post, over the head of who has it, with its due date as it was."""
    hours = Hours(monkeypatch)
    document = house.at("department_review")
    slip = house.slips(document)[-1]
    hours.pass_(2_100)
    assert slip.due_at < hours.at
    change = Reassignment(slip.id, post(house, VICE_CHAIR), "副主席", "逾期未办")
    house.act(document, "reassign", "secadmin", change=change)
    assert who_has(house, document) == {VICE_CHAIR}
    assert house.slips(document)[-1].due_at == slip.due_at
    house.act(document, "review", VICE_CHAIR)


def test_deallocation(house):
    """What was given to one is given up by that one, unopened, and lies before a group again."""
    document = house.at("office_review")
    house.act(document, "transfer", CLERK, change=parties(house, DIRECTOR))
    assert who_has(house, document) == {DIRECTOR}
    house.act(document, "transfer", DIRECTOR, change=parties(house, CLERK))
    assert who_has(house, document) == {CLERK, OTHER_CLERK}
    house.act(document, "proofread", OTHER_CLERK)


def test_stateful_reallocation(house):
    """Half-done work goes to somebody else as it is: the corrected text, its time, what was asked and answered."""
    document = house.at("office_review")
    open_slips(document, house.person(CLERK))
    house.correct(document, CLERK, body="核改后的正文")
    house.act(document, "consult", CLERK, change=parties(house, OTHER_HEAD))
    due = [slip for slip in house.slips(document) if slip.kind == MAIN][-1].due_at
    house.act(document, "transfer", CLERK, change=parties(house, DIRECTOR))
    house.act(document, "advise", OTHER_HEAD, opinion="无意见")
    assert house.content(document).body == "核改后的正文"
    assert house.slips(document)[-1].due_at == due
    house.act(document, "proofread", DIRECTOR)


def test_stateless_reallocation(house):
    """What was begun and not saved does not go along: who has it now begins anew from the text as it was."""
    document, clerk = house.at("office_review"), house.person(CLERK)
    before = house.content(document)
    open_slips(document, clerk)
    drafting.keep(clerk, f"document-{document}", {"title": "改了一半"}, document)
    house.act(document, "transfer", CLERK, change=parties(house, DIRECTOR))
    assert house.slips(document)[-1].opened_at is None
    assert drafting.kept(house.person(DIRECTOR), f"document-{document}") is None
    assert house.content(document) == before


def test_suspension_resumption(house, monkeypatch):
    """Who has the work stops its clock with a reason, and goes on later with the time that was left."""
    hours = Hours(monkeypatch)
    document = house.at("signing")
    due = house.slips(document)[-1].due_at
    house.act(document, "pause", CHAIR, opinion="等市委批复")
    hours.pass_(4_200)
    assert house.slips(document)[-1].paused_at is not None
    house.act(document, "resume", CHAIR)
    slip = house.slips(document)[-1]
    assert (slip.paused_at, slip.due_at > due, slip.due_at > hours.at) == (None, True, True)


def test_skip(house):
    """Where the rules let a step be left out, who has it says so, and it counts as done."""
    workflow = flow(
        (state("drafting", Role.DRAFTER), state("checking"), state("deciding", Role.CHAIR)),
        action("submit", ("drafting", "checking")),
        action("check", ("checking", "deciding"), opinion="required"),
        action("not_needed", ("checking", "deciding")),
        action("decide", ("deciding", "end")),
    )
    document = begun(house, workflow)
    house.act(document, "submit", DRAFTER)
    house.act(document, "not_needed", CLERK)
    slip = house.slips(document)[-2]
    assert (slip.state, slip.outcome, slip.closed_at is None) == ("checking", "not_needed", False)
    assert who_has(house, document) == {CHAIR}


def test_redo(house):
    """What one has done one does again, on the same document; the first time stays on record."""
    document = house.at("office_review")
    house.act(document, "proofread", CLERK, opinion="已核")
    house.act(document, "withdraw", CLERK)
    house.act(document, "proofread", CLERK, opinion="重新核过")
    done = [slip.opinion for slip in house.slips(document) if slip.outcome == "proofread"]
    assert done == ["已核", "重新核过"]


# Auto-start


def test_commencement_on_creation(house):
    """A draft is begun the moment it is created."""
    slip = house.slips(house.draft())[-1]
    assert slip.opened_at == slip.arrived_at


def test_commencement_on_allocation(house):
    """What is taken back is begun again the moment one has it."""
    document = house.at("office_review")
    house.act(document, "transfer", CLERK, change=parties(house, DIRECTOR))
    assert house.slips(document)[-1].opened_at is None
    house.act(document, "take_back", CLERK)
    slip = house.slips(document)[-1]
    assert slip.opened_at == slip.arrived_at


def test_chained_execution(house, app):
    """Who is next on the same document has the next step opened before them, without going to the tray."""
    document = house.at("numbering")
    clerk = Browser(app, CLERK)
    page = clerk.get(f"/documents/{document}")
    after = clerk.post(f"/documents/{document}/number", {"version": house.row(document).version}, page)
    clerk.get(after.location)
    slip = house.slips(document)[-1]
    assert slip.state == "printing"
    assert slip.opened_at is not None


# Visibility


def sees(house, username, document):
    """Does that person see the document, and with it before whom it lies?"""
    return documents.is_readable(reading(), document, house.person(username))


def appoint(house, username, name):
    """The security officer gives somebody a post, and with it what the post may see."""
    post_id = reading().execute(select(Post.id).where(Post.name == name)).scalar_one()
    holdings.appoint(house.person("secadmin"), post_id, house.person(username).person_id, clock.today(), None)


def test_configurable_unallocated_work_item_visibility(house):
    """What is offered to two clerks is seen by them and by posts that see all; others see it when given such a post."""
    offered = house.at("office_review")
    assert {name for name in PEOPLE if sees(house, name, offered)} == set(PEOPLE) - {OTHER_HEAD, "panyue"}
    appoint(house, "panyue", "档案员")
    assert sees(house, "panyue", offered)
    assert not sees(house, OTHER_HEAD, offered)


def test_configurable_allocated_work_item_visibility(house):
    """What is one person's is seen in their department, of which one becomes a member by a post, and by no other."""
    allocated = house.draft()
    assert not sees(house, "panyue", allocated)
    appoint(house, "panyue", "权益部工作人员")
    assert sees(house, "panyue", allocated)
    assert allocated not in in_tray(house, "panyue")
    with pytest.raises(NotYoursError):
        house.act(allocated, "submit", "panyue")


# Multiple resources


def test_simultaneous_execution(house):
    """One person is at two documents at the same time, and does a bit of each."""
    one, other = house.at("numbering"), house.at("office_review")
    for document in (one, other):
        open_slips(document, house.person(CLERK))
    house.correct(other, CLERK, body="核改后的正文")
    house.act(one, "number", CLERK)
    house.act(other, "proofread", CLERK)
    assert (house.row(one).state, house.row(other).state) == ("printing", "vice_chair_review")


def test_additional_resources(house):
    """Who is at work asks others to help, with advice or with their signature, and keeps the work."""
    document = house.at("signing")
    open_slips(document, house.person(CHAIR))
    house.act(document, "consult", CHAIR, change=parties(house, OTHER_HEAD))
    assert waiting(house, document, CONSULT) == names(house, OTHER_HEAD)
    house.act(document, "convene", CHAIR, change=convening(house, (FIRST_VICE_CHAIR,)))
    assert waiting(house, document, SIGN) == names(house, FIRST_VICE_CHAIR)
    house.act(document, "sign_jointly", FIRST_VICE_CHAIR)
    house.act(document, "sign", CHAIR)
    with pytest.raises(RuleError):
        house.act(document, "advise", OTHER_HEAD, opinion="迟了")


def picking(house, pick):
    """A workflow whose reading lies before one of the two clerks."""
    return flow(
        (state("writing", Role.DRAFTER), state("reading", pick=pick)),
        action("submit", ("writing", "reading")),
        action("finish", ("reading", "end")),
    )


def submitted(house, workflow):
    document = begun(house, workflow)
    house.act(document, "submit", DRAFTER)
    return document


def test_random_allocation(house, monkeypatch):
    """One of those who could do it is chosen by chance, and lies before nobody else."""
    workflow, seen = picking(house, "chance"), set()
    for turn in range(8):
        monkeypatch.setattr("secrets.choice", lambda keys, turn=turn: keys[turn % len(keys)])
        seen |= {frozenset(who_has(house, submitted(house, workflow)))}
    assert seen == {frozenset({CLERK}), frozenset({OTHER_CLERK})}


def test_round_robin_allocation(house):
    """One after the other, each in their turn."""
    workflow = picking(house, "turn")
    order = [who_has(house, submitted(house, workflow)) for _ in range(4)]
    assert order[0] != order[1]
    assert order == [order[0], order[1], order[0], order[1]]


def test_shortest_queue(house):
    """Whoever has least to do gets the next one."""
    workflow = picking(house, "shortest")
    first, second = submitted(house, workflow), submitted(house, workflow)
    [busy] = who_has(house, first)
    assert who_has(house, second) == {CLERK, OTHER_CLERK} - {busy}
    house.act(first, "finish", busy)
    assert who_has(house, submitted(house, workflow)) == {busy}


def test_resource_initiated_allocation(house):
    """One of two who share a post takes a slip for themselves without doing it yet; the other may take it over."""
    document = house.at("office_review")
    house.act(document, "claim", OTHER_CLERK)
    with pytest.raises(NotYoursError, match="已受理"):
        house.act(document, "proofread", CLERK)
    assert house.row(document).state == "office_review"
    house.act(document, "claim", CLERK)
    house.act(document, "release", CLERK)
    house.act(document, "proofread", OTHER_CLERK)
    assert house.row(document).state == "vice_chair_review"


def opened_by(answer):
    return int(answer.headers["Location"].split("/documents/")[1].split("?")[0])


def test_piled_execution(house):
    """连续办理: the next document of the same step opens by itself, and is nobody else's any more."""
    mine = house.person(CLERK).name
    lying = {house.at("office_review") for _ in range(3)}
    browser = Browser(house.app, CLERK)
    answer = browser.post("/tray/next", {}, browser.get("/tray"))
    pile = []
    for turn in range(3):
        pile.append(opened_by(answer))
        assert house.view(pile[-1]).slip.claimer == mine
        page = browser.get(answer.headers["Location"])
        form = {"run": "1", "idempotency_key": f"pile-{turn}"}
        answer = browser.post(f"/documents/{pile[-1]}/proofread", form, page)
    assert {house.row(document).state for document in pile} == {"vice_chair_review"}
    assert lying <= set(pile) | {document for document in lying if house.view(document).slip.claimer == ""}
