"""Loans from the archive through the services: by which rule, in whose hands, until when, and what is refused."""

import io
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pypdfium2
import pytest
from sqlalchemy import select

import workflows
from routing import clock, policy
from routing.database import let_go, reading
from routing.models import ArchiveItem, ArchiveReading, Attachment, Document, Holding, Outbox, Post, Urging
from routing.models.loan import ELECTRONIC
from routing.presenting import acting, trays
from routing.queries import choices, documents, leftovers, lending, loan_register, tray
from routing.services import adopting, borrowing, reminding, rerouting
from routing.services import reading as records
from routing.services.administration import holdings
from routing.services.errors import InvalidChangeError, MissingDocumentError, MissingRecordError, UnsettableError
from routing.services.facts import house_calendar
from routing.services.loaned import Loan
from routing.services.orders import Handing, Inspection, Renewal
from routing.services.recorded import Record
from routing.services.recording import entering
from routing.services.verifying import Report, faults_of
from tests.factories import ARCHIVIST, CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, Browser
from tests.files import samples
from workflows.definitions.archive_loan import WORKFLOW
from workflows.errors import NotOpenHereError, NotYoursError, OpinionMissingError, RuleError, UnmetNeedError

OTHER = "panyue"  # of another department
MORNING = datetime(2026, 11, 24, 10)


@pytest.fixture
def at(monkeypatch):
    """Set the house's clock, by its wall."""

    def set_clock(moment):
        let_go()
        monkeypatch.setattr(clock, "now", lambda: clock.stored(moment))

    set_clock(MORNING)
    return set_clock


def pdf(pages=2):
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(595, 842)
        kept = io.BytesIO()
        document.save(kept)
    return kept.getvalue()


def due(house, days=3):
    calendar = house_calendar(reading(), house.person(DRAFTER))
    return clock.local(calendar.closing(clock.today(), days)).date()


def wish(house, **columns):
    return Loan(**{"purpose": "起草总结，核对数字", "due_on": due(house).isoformat(), **columns})


def apply(house, items, by=DRAFTER, **columns):
    return borrowing.apply(wish(house, **columns), items, house.person(by))


def lent(house, item, by=DRAFTER, **columns):
    """A loan on paper that has been handed out; its id."""
    (done,) = apply(house, [item], by, **columns)
    if done.state == "loan_approving":
        house.act(done.document_id, "approve_loan", DIRECTOR)
    house.act(done.document_id, "hand_out", ARCHIVIST, change=Handing(house.person(by).name))
    return done.document_id


def given_back(house, loan):
    house.act(loan, "receive_back", ARCHIVIST)
    house.act(loan, "inspect", ARCHIVIST, change=Inspection("完好"))


def where(item):
    return lending.whereabouts(reading(), [item]).get(item)


def refused(error, operation):
    with pytest.raises(error) as caught:
        operation()
    return getattr(caught.value, "field", ""), str(caught.value)


def test_own_files_go_straight_to_the_archivist_and_come_back_checked(house, at):
    item = house.filed()
    (done,) = apply(house, [item])
    assert (done.state, done.number) == ("loan_fetching", "借阅2026-0001")
    assert refused(InvalidChangeError, lambda: house.act(done.document_id, "hand_out", ARCHIVIST)) == (
        "received_by",
        "请填写领取人姓名",
    )
    house.act(done.document_id, "hand_out", ARCHIVIST, change=Handing("王芳"))
    found = where(item)
    assert (found.holder, found.number, found.overdue) == ("王芳", "借阅2026-0001", False)
    assert "王芳" in found.words
    assert reading().execute(select(ArchiveItem.id).where(lending.out())).scalars().all() == [item]
    slip = house.slips(done.document_id)[-1]
    assert slip.holder == f"person:{house.person(DRAFTER).person_id}"
    assert clock.local(slip.due_at).date() == due(house)
    house.act(done.document_id, "sign_for", DRAFTER)
    refused(UnmetNeedError, lambda: house.act(done.document_id, "sign_for", DRAFTER))
    house.act(done.document_id, "give_back", DRAFTER)
    assert where(item).returned
    refused(InvalidChangeError, lambda: house.act(done.document_id, "inspect", ARCHIVIST, change=Inspection("缺页")))
    house.act(done.document_id, "reject_return", ARCHIVIST, opinion="缺第3页")
    assert "现借给王芳" in where(item).words
    house.act(done.document_id, "receive_back", ARCHIVIST)
    house.act(done.document_id, "inspect", ARCHIVIST, change=Inspection("污损", "第2页有水渍"))
    assert where(item) is None
    assert house.row(done.document_id).state == "loan_returned"
    row = lending.loan(reading(), done.document_id)
    assert (row.condition, row.condition_note) == ("污损", "第2页有水渍")
    assert "第2页有水渍" in house.view(done.document_id).lines[-1].details
    # What was returned is not returned again, nor what was never lent.
    refused(NotOpenHereError, lambda: house.act(done.document_id, "receive_back", ARCHIVIST))
    (never,) = apply(house, [item])
    refused(NotOpenHereError, lambda: house.act(never.document_id, "receive_back", ARCHIVIST))


def test_a_cart_is_split_by_the_rule_of_approval(house, at):
    own = house.filed()
    foreign = house.filed("incoming")
    for item in (own, foreign):
        borrowing.put_by(item, house.person(DRAFTER))
        borrowing.put_by(item, house.person(DRAFTER))  # twice is once
    assert lending.basket(reading(), house.person(DRAFTER)) == [own, foreign]
    done = borrowing.apply(wish(house), [own, foreign], house.person(DRAFTER), "form-1")
    assert [one.state for one in done] == ["loan_fetching", "loan_approving"]
    assert [one.number for one in done] == ["借阅2026-0001", "借阅2026-0002"]
    assert lending.basket(reading(), house.person(DRAFTER)) == []
    again = borrowing.apply(wish(house), [own, foreign], house.person(DRAFTER), "form-1")
    assert [one.document_id for one in again] == [one.document_id for one in done]
    beyond = done[1].document_id
    refused(NotYoursError, lambda: house.act(beyond, "approve_loan", HEAD))
    refused(OpinionMissingError, lambda: house.act(beyond, "refuse_loan", DIRECTOR))
    house.act(beyond, "approve_loan", DIRECTOR)
    assert house.row(beyond).state == "loan_fetching"
    refused(NotYoursError, lambda: house.act(beyond, "withdraw_loan", OTHER))
    house.act(beyond, "withdraw_loan", DRAFTER)
    assert house.row(beyond).state == "loan_withdrawn"
    # Who decides decides nothing of their own: the director's own wish goes above them.
    (own_wish,) = apply(house, [own], DIRECTOR)
    assert house.slips(own_wish.document_id)[-1].holder_name != "办公室主任"
    refused(RuleError, lambda: house.act(own_wish.document_id, "approve_loan", DIRECTOR))


def test_what_cannot_be_is_said_at_its_field(house, at):
    item, actor = house.filed(), house.person(DRAFTER)

    def asked(**columns):
        return refused(InvalidChangeError, lambda: borrowing.apply(wish(house, **columns), [item], actor))

    assert asked(purpose="  ")[0] == "purpose"
    assert asked(due_on="2026-11-20") == ("due_on", "归还日期不能早于今天（2026年11月24日）")
    assert asked(due_on="2026-11-28")[1].endswith("请改成工作日")
    assert "一次最多借10个工作日" in asked(due_on="2027-03-01")[1]
    assert asked(due_on="")[0] == "due_on"
    field, said = refused(InvalidChangeError, lambda: borrowing.apply(wish(house), [], actor))
    assert (field, said) == ("items", "请选择要借阅的档案")
    refused(MissingRecordError, lambda: borrowing.apply(wish(house), [item + 99], actor))
    refused(InvalidChangeError, lambda: borrowing.apply(wish(house), range(1, 40), actor))
    at(MORNING.replace(hour=18))
    assert "已经下班" in asked(due_on="2026-11-24")[1]
    assert house.row(house.draft())  # nothing was begun by what was refused
    assert not reading().execute(select(Document.id).where(Document.workflow == "archive_loan")).all()


def recorded(house, **columns):
    """A filed 补录 of the archivist's own department, without electronic files; its item."""
    archivist = house.person(ARCHIVIST)
    told = {"title": "妇代会会议纪要", "responsible": "泰州市妇女联合会", "dated": "2020-05-06", "kind": "纪要"}
    record = Record(**{**told, "number": "泰妇字〔2020〕9号", "reason": entering.REASONS[0], **columns})
    return house.file([entering.enter(record, archivist.departments[0], archivist).document_id])[0]


def test_what_has_no_electronic_file_is_lent_on_paper_alone(house, at):
    item = recorded(house)
    field, said = refused(InvalidChangeError, lambda: apply(house, [item], ARCHIVIST, way=ELECTRONIC))
    assert (field, said) == ("items", "《妇代会会议纪要》没有电子文件，只能借纸质件")
    assert "申请电子查阅" not in (page := Browser(house.app, DRAFTER).get(f"/archive/loans/items/{item}")).text
    assert "没有电子文件，借纸质件" in page.text
    assert f"/archive/loans/items/{item}" in Browser(house.app, ARCHIVIST).get(f"/documents/{page_of(item)}").text
    assert lent(house, item, ARCHIVIST)


def page_of(item):
    return reading().execute(select(ArchiveItem.document_id).where(ArchiveItem.id == item)).scalar_one()


def test_nobody_borrows_what_is_out_but_waits_for_it_and_is_told(house, at):
    item = house.filed()
    loan = lent(house, item)
    field, said = refused(InvalidChangeError, lambda: apply(house, [item], OTHER))
    assert field == "items"
    assert "现借给王芳" in said
    assert "可以预约" in said
    # Two clerks at once: what was applied for before is not handed out while it is out.
    borrowing.reserve(item, house.person(OTHER))
    borrowing.reserve(item, house.person(OTHER))
    assert [row.person_name for row in lending.waiting_for(reading(), item)] == ["潘悦"]
    house.act(loan, "ask_renewal", DRAFTER, opinion="还没有写完", change=Renewal(due(house, 6)))
    assert "潘悦已预约" in house.slips(loan)[-1].asked
    house.act(loan, "refuse_renewal", ARCHIVIST, opinion="有人等")
    given_back(house, loan)
    told = reading().execute(select(Outbox.subject, Outbox.holders)).all()
    assert [row.holders for row in told if "预约的档案可以借了" in row.subject] == [
        f"person:{house.person(OTHER).person_id}"
    ]
    assert "现在在库" in refused(InvalidChangeError, lambda: borrowing.reserve(item, house.person(OTHER)))[1]
    lent(house, item, OTHER)
    assert lending.waiting_for(reading(), item) == []


def test_two_loans_of_one_item_are_not_both_handed_out(house, at):
    item = house.filed()
    first, second = (apply(house, [item], by)[0].document_id for by in (DRAFTER, HEAD))
    house.act(first, "hand_out", ARCHIVIST, change=Handing("王芳"))
    assert (
        "现借给王芳"
        in refused(RuleError, lambda: house.act(second, "hand_out", ARCHIVIST, change=Handing("谢玉兰")))[1]
    )
    given_back(house, first)
    house.act(second, "hand_out", ARCHIVIST, change=Handing("谢玉兰"))
    house.act(second, "report_lost", ARCHIVIST, opinion="借阅人外出途中遗失")
    assert where(item).words == "已登记遗失"
    assert "已登记遗失" in refused(InvalidChangeError, lambda: apply(house, [item]))[1]
    house.act(second, "find_again", ARCHIVIST, opinion="在办公室找到")
    assert where(item) is None


def test_of_two_clerks_at_once_one_hands_out_and_the_other_is_told(house, at):
    item = house.filed()
    loans = [apply(house, [item], by)[0].document_id for by in (DRAFTER, HEAD)]
    start, came_to = threading.Barrier(2), []

    def hand_out(loan):
        with house.app.app_context():
            clerk = house.person(ARCHIVIST)
            let_go()
            start.wait()
            try:
                house.act(loan, "hand_out", ARCHIVIST, change=Handing(clerk.name))
            except RuleError as error:
                came_to.append(error.message)
            else:
                came_to.append("")
            let_go()

    threads = [threading.Thread(target=hand_out, args=(loan,)) for loan in loans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = sorted(came_to)
    assert told[0] == ""
    assert "现借给" in told[1]


def test_a_renewal_is_approved_by_the_same_rule_and_moves_the_day(house, at):
    item = house.filed()
    loan = lent(house, item)
    refused(
        InvalidChangeError, lambda: house.act(loan, "ask_renewal", DRAFTER, opinion="x", change=Renewal(due(house)))
    )
    house.act(loan, "ask_renewal", DRAFTER, opinion="数字还没有核完", change=Renewal(due(house, 6)))
    assert house.slips(loan)[-1].holder_name == "档案员"
    refused(
        InvalidChangeError, lambda: house.act(loan, "ask_renewal", DRAFTER, opinion="x", change=Renewal(due(house, 7)))
    )
    house.act(loan, "grant_renewal", ARCHIVIST)
    (main,) = [slip for slip in house.slips(loan) if slip.closed_at is None]
    assert clock.local(main.due_at).date() == due(house, 6)
    row = lending.loan(reading(), loan)
    assert (row.due_on, row.renewals, row.renew_until) == (due(house, 6), 1, None)
    house.act(loan, "ask_renewal", DRAFTER, opinion="还要", change=Renewal(due(house, 8)))
    given_back(house, loan)  # what was asked for lapses with the return
    assert all(slip.closed_at for slip in house.slips(loan))


def test_the_house_urges_before_on_and_after_the_day(house, at):
    loan = lent(house, house.filed(), due_on="2026-11-27")
    slip = house.slips(loan)[-1]

    def said():
        let_go()
        rows = reading().execute(select(Urging.reason).where(Urging.slip_id == slip.id).order_by(Urging.id))
        return list(rows.scalars())

    for day, expected in ((25, []), (26, ["before"]), (27, ["before", "due"])):
        at(datetime(2026, 11, day, 9))
        reminding.remind()
        assert said() == expected
    at(datetime(2026, 12, 1, 9))
    reminding.remind()
    assert said()[2:4] == ["late", "risen"]
    assert where(1).overdue
    (row,) = loan_register.entries(reading(), house.person(ARCHIVIST), "overdue")
    assert row.document_id == loan
    assert loan_register.counts(reading(), house.person(ARCHIVIST))["overdue"] == 1
    house.act(loan, "receive_back", ARCHIVIST)
    assert "超期" in house.view(loan).lines[-1].details


def clause_in_tray(house, username):
    """The clause that the first line of somebody's 待办 cites."""
    let_go()
    actor = house.person(username)
    rows, counts = tray.open_slips(reading(), actor, "all", 1), tray.counts(reading(), actor)
    return trays.open_page(rows, counts, actor, "all", 1)["slips"][0]["clause"]


def electronic(house, item, by=DRAFTER, **columns):
    (done,) = apply(house, [item], by, way="电子", **columns)
    house.act(done.document_id, "approve_loan", DIRECTOR)
    house.act(done.document_id, "open_access", ARCHIVIST)
    return done.document_id


def test_an_electronic_loan_opens_the_files_with_a_mark_and_ends_at_the_minute(house, at):
    whole = pdf(3)
    files = house.attach("来文.pdf", whole, CLERK) + house.attach("照片.png", samples.png(), CLERK)
    files += house.attach("底稿.docx", samples.word(), CLERK)
    item = house.filed("incoming", attachments=files)
    document = reading().execute(select(ArchiveItem.document_id)).scalar_one()
    reader, stranger = house.person(DRAFTER), house.person(OTHER)
    refused(MissingDocumentError, lambda: documents.view(reading(), document, reader))
    loan = electronic(house, item, due_on="2026-11-27")
    view = documents.view(reading(), document, reader)
    assert view.by_loan
    assert documents.is_readable(reading(), document, reader)
    refused(MissingDocumentError, lambda: documents.view(reading(), document, stranger))
    rows = {row.name: row for row in reading().execute(select(Attachment.__table__)).all()}
    given = records.attachment(rows["来文.pdf"], reader)
    with pypdfium2.PdfDocument(given.stream.read()) as marked:
        assert len(marked) == 3
        for page in marked:
            text = "".join(page.get_textpage().get_text_range().split())
            assert "王芳权益部" in text
            assert "2026-11-2410:00借阅2026-0001" in text
    # Whoever reads it in their own right gets it as it is.
    assert records.attachment(rows["来文.pdf"], house.person(ARCHIVIST)).stream.read() == whole
    picture = records.attachment(rows["照片.png"], reader)
    assert picture.marked
    assert picture.stream.read() != samples.png()
    assert "不能加水印" in refused(UnsettableError, lambda: records.attachment(rows["底稿.docx"], reader))[1]
    lines = reading().execute(select(ArchiveReading.way, ArchiveReading.person_name, ArchiveReading.what)).all()
    assert ("lent", "王芳", "来文.pdf") in [tuple(line) for line in lines]
    assert ("file", "何素芬", "来文.pdf") in [tuple(line) for line in lines]
    # To the minute: at 17:29 it is open, at 17:30 shut, whether or not anybody has closed it.
    at(datetime(2026, 11, 27, 17, 29, 59))
    assert documents.is_readable(reading(), document, reader)
    assert borrowing.close_expired() == 0
    at(datetime(2026, 11, 27, 17, 30))
    assert not documents.is_readable(reading(), document, reader)
    refused(MissingDocumentError, lambda: documents.view(reading(), document, reader))
    refused(MissingRecordError, lambda: records.attachment(rows["来文.pdf"], reader))
    assert borrowing.close_expired() == 1
    assert house.row(loan).state == "loan_returned"
    line = house.view(loan).lines[-1]
    assert (line.action, line.person_name, line.post_name) == ("expire", "系统", "自动办理")
    assert borrowing.close_expired() == 0
    assert all(slip.closed_at for slip in house.slips(loan))
    again = electronic(house, item, due_on="2026-12-01")
    refused(NotYoursError, lambda: house.act(again, "expire", ARCHIVIST))
    house.act(again, "end_access", DRAFTER)
    assert not documents.is_readable(reading(), document, reader)


def test_a_restricted_item_stays_within_its_scope(house, at):
    document = house.receive(origin="confidential", scope=house.scope(DRAFTER))
    house.act(document, "read", DRAFTER)
    house.act(document, "finish", CLERK)
    (item,) = house.file([document])
    for username in (OTHER, DIRECTOR):  # it is not even known to be there
        refused(MissingRecordError, lambda by=username: apply(house, [item], by))
        refused(MissingRecordError, lambda by=username: borrowing.reserve(item, house.person(by)))
    assert "只借纸质件" in refused(InvalidChangeError, lambda: apply(house, [item], way="电子"))[1]
    (done,) = apply(house, [item])
    assert done.state == "loan_approving"
    told = house.view(done.document_id, DIRECTOR)
    assert "家庭教育" not in f"{told.document.title}{told.content}"  # who approves does not learn what it is
    house.act(done.document_id, "approve_loan", DIRECTOR)
    house.act(done.document_id, "hand_out", ARCHIVIST, change=Handing("王芳"))
    outside = wish(
        house, borrower="李建国", unit="某单位", letter_number="1", letter_from="某单位",
        attachments=house.attach("信.pdf", pdf(1), DRAFTER),
    )  # fmt: skip
    refused(MissingRecordError, lambda: borrowing.register_outside(outside, [item], house.person(CLERK)))


def test_an_internal_file_of_ones_own_needs_the_directors_leave_and_shows_no_title(house, at):
    item = house.filed("incoming", secrecy="内部")
    assert reading().execute(select(ArchiveItem.secrecy)).scalar_one() == "内部"
    refused(MissingRecordError, lambda: apply(house, [item], OTHER))  # another department does not know of it
    (done,) = apply(house, [item], "jianglei")
    assert done.state == "loan_approving"
    told = house.view(done.document_id, DIRECTOR)
    assert "家庭教育" not in f"{told.document.title}{told.content}"
    house.act(done.document_id, "approve_loan", DIRECTOR)


def with_letter(house):
    """What another unit asks for, with its letter of introduction."""
    return wish(
        house, borrower="李建国", unit="泰州市档案馆", letter_number="泰档介〔2026〕12号", letter_from="泰州市档案馆",
        attachments=house.attach("介绍信.pdf", pdf(1), CLERK),
    )  # fmt: skip


def for_another_unit(house, item, *acts):
    """A loan to another unit and what was done with it: (action, by, the rest), from its registration on."""
    done = borrowing.register_outside(with_letter(house), [item], house.person(CLERK))
    for key, by, more in acts:
        house.act(done.document_id, key, by, **more)
    return done.document_id


def test_an_outside_unit_borrows_with_its_letter_alone(house, at):
    item, office = house.filed(), house.person(CLERK)
    asked = with_letter(house)

    def without(by=CLERK, **columns):
        return refused(
            InvalidChangeError, lambda: borrowing.register_outside(replace(asked, **columns), [item], house.person(by))
        )

    assert without(attachments=())[0] == "letter"
    assert without(letter_number="")[0] == "letter_number"
    assert without(letter_from=" ")[0] == "letter_from"
    assert without(way="电子")[0] == "way"
    assert "登记" in without(by=DRAFTER)[1]
    done = borrowing.register_outside(asked, [item], office)
    assert done.state == "loan_approving"
    assert clause_in_tray(house, DIRECTOR) == "《档案文件管理查阅规定》第六条"
    refused(UnmetNeedError, lambda: house.act(done.document_id, "approve_loan", DIRECTOR))
    house.act(done.document_id, "approve_outside", DIRECTOR, opinion="同意查阅，注意保密")
    house.act(done.document_id, "hand_out", ARCHIVIST, change=Handing("李建国"))
    found = where(item)
    assert (found.holder, found.unit) == ("李建国", "泰州市档案馆")
    for verb in ("sign_for", "give_back"):  # who came has signed on paper, and the archivist alone takes it back
        refused(UnmetNeedError, lambda verb=verb: house.act(done.document_id, verb, CLERK))
    given_back(house, done.document_id)


APPROVED = ("approve_outside", DIRECTOR, {})
OUT = ("hand_out", ARCHIVIST, {"change": Handing("李建国")})
BACK = (("receive_back", ARCHIVIST, {}), ("inspect", ARCHIVIST, {"change": Inspection("完好")}))
ROADS = {
    "there and back": (APPROVED, OUT, *BACK),
    "refused": (("refuse_loan", DIRECTOR, {"opinion": "与介绍信所列事项无关"}),),
    "not to be had": (APPROVED, ("decline_loan", ARCHIVIST, {"opinion": "破损，正在修复"})),
    "withdrawn": (("withdraw_loan", CLERK, {}),),
    "lost and found": (
        APPROVED,
        OUT,
        ("report_lost", ARCHIVIST, {"opinion": "来人在途中遗失"}),
        ("find_again", ARCHIVIST, {"opinion": "对方找到送回"}),
    ),
}


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_every_line_of_a_loan_to_another_unit_cites_the_article_about_other_units(house, at, road):
    loan = for_another_unit(house, house.filed(), *road)
    lines = house.view(loan).lines
    assert len(lines) == len(road) + 2
    assert {line.clause for line in lines} == {"DA-6"}
    assert list(faults_of(reading(), house.row(loan), Report())) == []


def test_what_is_no_matter_of_lending_cites_its_own_article_for_other_units_too(house, at):
    loan = for_another_unit(house, house.filed(), ("pause", DIRECTOR, {"opinion": "等来人补介绍信"}))
    pausing = house.view(loan).lines[-1]
    assert (pausing.action, pausing.clause) == ("pause", WORKFLOW.action("pause").clause)
    assert pausing.clause != "DA-6"


def test_the_house_s_own_loans_go_on_citing_their_article(house, at):
    loan = lent(house, house.filed())
    given_back(house, loan)
    assert {line.clause for line in house.view(loan).lines} == {"DA-5"}


def test_the_buttons_on_a_loan_to_another_unit_cite_its_article(house, at):
    loan = for_another_unit(house, house.filed())
    view, actor = house.view(loan, DIRECTOR), house.person(DIRECTOR)
    panel = acting.panel(view, choices.choices(view, actor), actor.keys)
    cited = {action["key"]: action["clause"] for action in panel}
    assert cited["refuse_loan"] == cited["approve_outside"] == "《档案文件管理查阅规定》第六条"


def test_a_loan_under_way_cites_what_the_rules_it_began_under_say_until_it_is_moved_over(house, at, monkeypatch):
    earlier = replace(WORKFLOW, actions=tuple(replace(one, instead=()) for one in WORKFLOW.actions))
    with monkeypatch.context() as before:
        before.setitem(workflows.ALL, "archive_loan", earlier)
        running, moved = (for_another_unit(house, house.filed(), APPROVED) for _ in range(2))
    (done,) = adopting.carry_out("archive_loan", [moved], house.person("sysadmin"))
    assert done.refusal == ""
    clauses = {}
    for loan in (running, moved):
        house.act(loan, "hand_out", ARCHIVIST, change=Handing("李建国"))
        clauses[loan] = house.view(loan).lines[-1].clause
        assert list(faults_of(reading(), house.row(loan), Report())) == []
    assert clauses == {running: "DA-5", moved: "DA-6"}


def test_reading_a_filed_document_is_on_record_once_in_half_an_hour(house, at):
    item = house.filed()
    document = reading().execute(select(ArchiveItem.document_id)).scalar_one()

    def read(by=OTHER):
        records.page(documents.view(reading(), document, house.person(by)), house.person(by))

    def lines():
        let_go()
        return reading().execute(select(ArchiveReading.person_name, ArchiveReading.item_id)).all()

    read()
    read()
    assert lines() == [("潘悦", item)]
    at(MORNING + timedelta(minutes=31))
    read()
    read(CHAIR)
    assert len(lines()) == 3
    records.page(house.view(house.draft()), house.person(CHAIR))  # not filed: nobody's business
    assert len(lines()) == 3


def test_a_loan_passes_to_who_takes_over_from_somebody_who_leaves(house, at):
    item = house.filed()
    loan = lent(house, item)
    person = house.person(DRAFTER).person_id
    post = select(Post.id).where(Post.name == "权益部工作人员").scalar_subquery()
    holding = select(Holding.id).where(Holding.person_id == person, Holding.post_id == post)
    security = house.person("secadmin")
    holdings.end_holding(security, reading().execute(holding).scalar_one(), clock.today())
    at(MORNING + timedelta(days=1))
    (move,) = [one for one in leftovers.plan(reading(), security.organisation_id) if one.document_id == loan]
    assert (move.step, move.goes.name) == ("借出", "权益部部长")
    rerouting.carry_out(security)
    assert where(item).holder == "权益部部长"
    house.act(loan, "sign_for", HEAD)


def test_rows_and_sql_say_the_same_of_who_may_read(house, at):
    item = house.filed("incoming")
    document = reading().execute(select(ArchiveItem.document_id)).scalar_one()
    electronic(house, item)
    for username in (DRAFTER, OTHER, HEAD, CHAIR, ARCHIVIST, "auditor"):
        actor = house.person(username)
        listed = reading().execute(select(Document.id).where(policy.readable(actor), Document.id == document)).first()
        try:
            documents.view(reading(), document, actor)
        except MissingDocumentError:
            assert listed is None, username
        else:
            assert listed is not None, username
