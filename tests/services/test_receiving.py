"""收文 through the door: registration, endorsement, instructions, circulation, tasks, the original, the scope."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import Circulation, Custody, IncomingPaper, Scope, Slip, Task
from routing.queries import documents
from routing.services import receiving
from routing.services.errors import InvalidChangeError, MissingDocumentError
from routing.services.orders import Assignment, Circulating, HandOver
from routing.services.verifying import verify_all
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, LETTER, VICE_CHAIR
from workflows.errors import NotYoursError, UnmetNeedError


def person(house, username):
    return f"person:{house.person(username).person_id}"


def post(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def open_kinds(house, document_id):
    return sorted(slip.kind for slip in house.slips(document_id) if slip.closed_at is None)


def tasks(document_id):
    return reading().execute(select(Task.__table__).where(Task.document_id == document_id).order_by(Task.id)).all()


def test_a_paper_goes_from_registration_to_the_file_and_its_log_tells_all_of_it(house):
    paper = house.receive()
    year = clock.today().year
    assert house.row(paper).number == f"上级收{year}-0001"
    house.act(paper, "propose", CLERK, opinion="拟请权益部办理，组宣部阅。")
    house.act(paper, "send_up", DIRECTOR, change=Assignment(next=post(house, VICE_CHAIR)))
    house.act(paper, "pass_up", VICE_CHAIR, opinion="拟同意，请主席阅示。", change=Assignment(next=post(house, CHAIR)))
    change = Assignment(lead=post(house, HEAD), readers=(person(house, "yanhongmei"), person(house, VICE_CHAIR)))
    house.act(paper, "instruct", CHAIR, opinion="请权益部抓紧办理。", change=change)
    assert open_kinds(house, paper) == ["circulate", "circulate", "task"]

    house.act(paper, "read", "yanhongmei")
    house.act(paper, "read", VICE_CHAIR, opinion="按主席批示办。")
    house.act(paper, "report", HEAD, opinion="方案已报省妇联。")
    house.act(paper, "accept_result", CHAIR)
    assert tasks(paper)[0].state == "accepted"
    assert open_kinds(house, paper) == ["closing"]
    house.act(paper, "close_task", CLERK)
    assert tasks(paper)[0].state == "closed"
    assert open_kinds(house, paper) == ["main"], "the office's own slip rested until all had read and acted"

    house.act(paper, "finish", CLERK)
    assert house.row(paper).state == "incoming_kept"
    assert verify_all().faults == []


def test_a_paper_without_readers_or_tasks_goes_straight_to_its_end(house):
    paper = house.receive()
    house.act(paper, "keep", CLERK)
    assert house.row(paper).state == "incoming_kept"


def test_a_paper_that_breaks_the_rules_goes_back_with_its_reason_and_its_original(house):
    paper = house.receive()
    house.act(paper, "decline", CLERK, opinion="越级行文，请按程序报送。")
    assert house.row(paper).state == "incoming_sent_back"
    held = reading().execute(select(Custody.name).where(Custody.document_id == paper, Custody.closed_at.is_(None)))
    assert held.scalar_one() == "来文单位"
    assert verify_all().faults == []


def test_what_is_handed_in_waits_before_the_office_and_is_registered_there(house):
    actor = house.person(DRAFTER)
    content = LETTER.__class__(**{**_columns(LETTER), "origin": "meeting", "received_on": clock.today().isoformat()})
    paper = receiving.hand_in(content, actor).document_id
    assert [slip.holder_name for slip in house.slips(paper)] == ["办公室文书"]
    house.act(paper, "register", CLERK)
    assert house.row(paper).number.startswith("会议收")


def _columns(content):
    return {name: getattr(content, name) for name in content.__dataclass_fields__}


def test_numbers_run_by_series_without_a_gap(house):
    numbers = [house.row(house.receive(origin=origin)).number for origin in ("superior", "lateral", "superior")]
    year = clock.today().year
    assert numbers == [f"上级收{year}-0001", f"平级收{year}-0001", f"上级收{year}-0002"]


def test_columns_read_from_a_scan_must_be_confirmed_before_the_number_is_given(house):
    with pytest.raises(UnmetNeedError, match="还没有逐项核对"):
        house.receive(unconfirmed=("title",))


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"dated": "2999-01-01"}, "dated"),
        ({"origin": "confidential"}, "scope"),
        ({"origin": "confidential", "secrecy": "机密", "title": "不该录的标题"}, "title"),
        ({"due_on": "2020-01-01"}, "due_on"),
    ],
)
def test_a_wrong_column_is_refused_at_its_place_and_nothing_is_kept(house, columns, field):
    with pytest.raises(InvalidChangeError) as refused:
        house.receive(**columns)
    assert refused.value.field == field
    assert reading().execute(select(IncomingPaper)).all() == []


def test_readers_in_turn_get_it_one_after_the_other_and_each_signs_once(house):
    paper = house.receive()
    readers = tuple(person(house, one) for one in ("yanhongmei", "caoguilan", "panyue"))
    house.act(paper, "circulate_at_once", CLERK, change=Circulating(readers, in_turn=True))
    for reader in ("yanhongmei", "caoguilan", "panyue"):
        lying = [slip for slip in house.slips(paper) if slip.closed_at is None]
        assert [slip.holder for slip in lying] == [person(house, reader)]
        house.act(paper, "read", reader)
    assert open_kinds(house, paper) == ["main"]
    assert reading().execute(select(Circulation.closed_at)).scalar_one() is not None


def test_departments_posts_and_people_are_the_same_people_each_once(house):
    paper = house.receive()
    department = house.person(HEAD).departments[0]
    keys = (f"department:{department}", post(house, HEAD), person(house, HEAD))
    house.act(paper, "circulate_at_once", CLERK, change=Circulating(keys))
    names = [slip.holder_name for slip in house.slips(paper) if slip.kind == "circulate"]
    assert sorted(names) == ["王芳", "谢玉兰"]
    with pytest.raises(InvalidChangeError, match="已在传阅名单中"):
        house.act(paper, "circulate", CLERK, change=Circulating((person(house, HEAD),)))


def test_a_reader_proposes_another_and_the_office_decides(house):
    paper = house.receive()
    house.act(paper, "circulate_at_once", CLERK, change=Circulating((person(house, HEAD),)))
    house.act(paper, "propose_reader", HEAD, change=Circulating((person(house, "panyue"),)), opinion="涉及宣传")
    house.act(paper, "read", HEAD)
    assert open_kinds(house, paper) == ["proposal"]
    house.act(paper, "admit_reader", CLERK)
    house.act(paper, "read", "panyue")
    assert open_kinds(house, paper) == ["main"]


def test_the_office_ends_a_circulation_with_its_reason_and_what_was_written_stays(house):
    paper = house.receive()
    readers = tuple(person(house, one) for one in ("yanhongmei", "caoguilan"))
    house.act(paper, "circulate_at_once", CLERK, change=Circulating(readers))
    house.act(paper, "read", "yanhongmei", opinion="请组宣部跟进")
    house.act(paper, "end_circulation", CLERK, opinion="曹桂兰长期外出")
    assert open_kinds(house, paper) == ["main"]
    opinions = [slip.opinion for slip in house.slips(paper) if slip.outcome == "read"]
    assert opinions == ["请组宣部跟进"]


def test_a_result_that_is_refused_goes_back_to_the_lead_who_reports_anew(house):
    paper = house.receive()
    house.act(paper, "propose", CLERK, opinion="拟请权益部办理")
    change = Assignment(lead=post(house, HEAD), helpers=(post(house, "yanhongmei"),))
    house.act(paper, "endorse", DIRECTOR, opinion="请权益部办", change=change)
    house.act(paper, "help_done", "yanhongmei", opinion="素材已提供")
    house.act(paper, "report", HEAD, opinion="办完了")
    house.act(paper, "refuse_result", DIRECTOR, opinion="请附名单")
    assert tasks(paper)[0].refusals == 1
    house.act(paper, "report", HEAD, opinion="名单已附")
    house.act(paper, "accept_result", DIRECTOR)
    assert tasks(paper)[0].state == "closed", "the director's task needs no closing by the office"
    assert open_kinds(house, paper) == ["main"]


def test_a_part_of_a_task_is_done_before_the_whole_is_reported(house):
    paper = house.receive()
    house.act(paper, "propose", CLERK, opinion="拟请权益部办理")
    house.act(paper, "endorse", DIRECTOR, opinion="请权益部办", change=Assignment(lead=post(house, HEAD)))
    house.act(paper, "subtask", HEAD, opinion="请整理名单", change=Assignment(lead=post(house, DRAFTER)))
    with pytest.raises(InvalidChangeError, match="分解的任务没有办结"):
        house.act(paper, "report", HEAD, opinion="办完了")
    part = next(slip for slip in house.slips(paper) if slip.holder == post(house, DRAFTER))
    house.act(paper, "report", DRAFTER, opinion="名单在此", slip_id=part.id)
    house.act(paper, "accept_result", HEAD)
    house.act(paper, "report", HEAD, opinion="办完了")


def test_whoever_gave_a_task_may_cancel_it_and_nobody_else(house):
    paper = house.receive()
    house.act(paper, "assign", VICE_CHAIR, opinion="请研究", change=Assignment(lead=post(house, HEAD)))
    task = tasks(paper)[0]
    with pytest.raises(InvalidChangeError, match="由其本人撤销"):
        house.act(paper, "cancel_task", CHAIR, opinion="不办了", change=task.id)
    house.act(paper, "cancel_task", VICE_CHAIR, opinion="情况变化", change=task.id)
    assert tasks(paper)[0].state == "cancelled"
    assert "task" not in open_kinds(house, paper)


def test_the_day_of_a_task_is_a_working_day_and_not_before_today(house):
    paper = house.receive()
    yesterday = clock.today() - timedelta(days=1)
    change = Assignment(lead=post(house, HEAD), due_on=yesterday)
    with pytest.raises(InvalidChangeError, match="不能早于今天") as refused:
        house.act(paper, "assign", VICE_CHAIR, opinion="请研究", change=change)
    assert refused.value.field == "due_on"


def test_the_original_has_one_holder_and_comes_back_before_the_end(house):
    paper = house.receive()
    head = house.person(HEAD)
    with pytest.raises(InvalidChangeError, match="由其本人、接收人或办公室登记"):
        house.act(paper, "hand_over", DRAFTER, change=HandOver(head.person_id))
    house.act(paper, "hand_over", HEAD, change=HandOver(head.person_id))
    with pytest.raises(UnmetNeedError, match="原件还没有收回"):
        house.act(paper, "keep", CLERK)
    house.act(paper, "hand_over", CLERK, change=HandOver(house.person(CLERK).person_id))
    house.act(paper, "keep", CLERK)
    rows = reading().execute(select(Custody.name, Custody.closed_at).order_by(Custody.id)).all()
    assert [row.name for row in rows] == ["许雅琴", "谢玉兰", "许雅琴"]
    assert [row.closed_at is None for row in rows] == [False, False, True]


def test_urging_is_once_a_day_and_never_of_oneself(house):
    paper = house.receive()
    house.act(paper, "circulate_at_once", CLERK, change=Circulating((person(house, HEAD),)))
    house.act(paper, "urge", CLERK)
    with pytest.raises(InvalidChangeError, match="今天已经催过了"):
        house.act(paper, "urge", CLERK)
    with pytest.raises(NotYoursError):
        house.act(paper, "urge", HEAD)


class TestARestrictedPaper:
    @pytest.fixture
    def paper(self, house):
        return house.receive(origin="confidential", title="机要内容标题", scope=house.scope(CHAIR, VICE_CHAIR))

    def test_is_read_by_its_scope_and_no_list_says_its_title(self, house, paper):
        assert house.row(paper).title == "机要文件"
        assert house.view(paper, CHAIR).content.title == "机要内容标题"
        for outsider in (CLERK, DIRECTOR, "shenqiulan", "sysadmin", "auditor"):
            with pytest.raises(MissingDocumentError):
                documents.view(reading(), paper, house.person(outsider))

    def test_cannot_be_widened_by_anybody(self, house, paper):
        for who, action, change in (
            (CHAIR, "assign", Assignment(lead=post(house, HEAD))),
            (CHAIR, "propose_reader", Circulating((person(house, HEAD),))),
        ):
            with pytest.raises(InvalidChangeError, match="机要文件"):
                house.act(paper, action, who, opinion="请办", change=change)
        with pytest.raises(NotYoursError, match="不在知悉范围"):
            house.act(paper, "circulate", CLERK, change=Circulating((person(house, HEAD),)))
        scope = {
            "document_id": paper,
            "person_id": house.person(CLERK).person_id,
            "organisation_id": 1,
            "name": "许雅琴",
        }
        with pytest.raises(DBAPIError, match="never widened"), writing() as connection:
            connection.execute(insert(Scope), scope)
        let_go()

    def test_is_ended_by_the_office_that_never_saw_it(self, house, paper):
        house.act(paper, "read", CHAIR)
        house.act(paper, "read", VICE_CHAIR)
        house.act(paper, "finish", CLERK)
        assert house.row(paper).state == "incoming_kept"
        assert verify_all().faults == []

    def test_its_original_goes_to_its_readers_and_the_office_alone(self, house, paper):
        with pytest.raises(InvalidChangeError, match="不在知悉范围"):
            house.act(paper, "hand_over", CLERK, change=HandOver(house.person(HEAD).person_id))
        house.act(paper, "hand_over", CLERK, change=HandOver(house.person(CHAIR).person_id))


def test_urgent_papers_have_their_clocks_in_working_hours(house):
    paper = house.receive(urgency="特急")
    slip = next(one for one in house.slips(paper) if one.closed_at is None)
    assert slip.due_at - slip.arrived_at < timedelta(days=5)
    assert reading().execute(select(Slip.urgency).where(Slip.id == slip.id)).scalar_one() == 2
    assert isinstance(house.row(paper).created_at.date(), date)


def test_of_a_restricted_paper_no_more_is_asked_or_kept_than_its_registration_needs(house):
    scope = house.scope(CHAIR)
    within = house.receive(origin="confidential", scope=scope, organ="", kind="")
    content = house.view(within).content
    assert (content.title, content.organ, content.kind) == (LETTER.title, "", "")
    kept = house.receive(origin="confidential", scope=scope, source_number="")
    assert (house.view(kept).content.organ, house.row(kept).kind) == (LETTER.organ, ""), "its readers see the organ"
    secret = house.receive(origin="superior", secrecy="机密", scope=scope, title="", recipients="市妇联")
    content = house.view(secret).content
    assert (content.organ, content.source_number, content.kind, content.dated, content.recipients) == ("",) * 5
    assert house.row(secret).number
    assert verify_all().faults == []
