"""What an action does besides moving the document: distribution, receipts, the count of copies."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import Distribution
from routing.queries import documents, register
from routing.services import drafting
from routing.services.errors import InvalidChangeError
from routing.services.orders import Delivery, ReceiptOf
from routing.services.verifying import verify_all
from routing.text.word import WordDraft
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD
from workflows.errors import OpinionMissingError, UnmetNeedError

TO_THE_CITY = Delivery("市委办公室", 6, "机要交换")


@pytest.fixture
def document(house):
    return house.at("distributing")


def listed(house, document, delivery=TO_THE_CITY):
    house.act(document, "list_recipient", by=DRAFTER, change=delivery)
    return documents.distribution(reading(), document)[-1].id


def received(house, document, line, by=DRAFTER):
    house.act(document, "record_receipt", by=by, change=ReceiptOf(line, "收发室", clock.now()))


def test_an_empty_list_stops_the_distribution(house, document):
    with pytest.raises(UnmetNeedError, match="分发清单还是空的"):
        house.act(document, "distribute", by=DRAFTER)


def test_a_missing_receipt_stops_the_distribution(house, document):
    first, second = listed(house, document), listed(house, document, Delivery("市总工会", 2, "直接送达"))
    received(house, document, first)
    with pytest.raises(UnmetNeedError, match="未签收"):
        house.act(document, "distribute", by=DRAFTER)
    received(house, document, second)
    house.act(document, "distribute", by=DRAFTER)
    assert house.row(document).state == "handing_over"


def test_anybody_of_the_drafting_department_may_distribute(house, document):
    received(house, document, listed(house, document), by=HEAD)
    house.act(document, "distribute", by=HEAD)


def test_a_struck_line_stays_visible_and_holds_nothing_up(house, document):
    line = listed(house, document)
    with pytest.raises(OpinionMissingError):
        house.act(document, "strike_recipient", by=DRAFTER, change=line)
    house.act(document, "strike_recipient", by=DRAFTER, change=line, opinion="写错单位")
    row = documents.distribution(reading(), document)[0]
    assert (row.recipient, row.struck_reason) == ("市委办公室", "写错单位")
    with pytest.raises(UnmetNeedError, match="分发清单还是空的"):
        house.act(document, "distribute", by=DRAFTER)
    with pytest.raises(InvalidChangeError, match="已划去"):
        received(house, document, line)


def test_a_receipt_is_recorded_once(house, document):
    line = listed(house, document)
    received(house, document, line)
    before = house.row(document)
    with pytest.raises(InvalidChangeError, match="已由收发室签收"):
        received(house, document, line)
    assert house.row(document) == before


def test_a_line_of_another_document_is_not_touched(house, document):
    other = house.at("distributing")
    line = listed(house, other)
    with pytest.raises(InvalidChangeError, match="没有这一行"):
        received(house, document, line)
    assert reading().execute(select(Distribution.received_at)).scalar_one() is None


@pytest.mark.parametrize("copies", [(1, 1), (2, 2), (3, 1), (0, 0)])
def test_three_copies_are_counted_in_and_no_other_number(house, copies):
    document = house.at("handing_over")
    with pytest.raises(UnmetNeedError, match="合计应为三份"):
        house.act(document, "count_in", by=CLERK, change=copies)
    assert house.row(document).original_copies == 0


def test_the_count_is_on_the_document_and_in_the_log(house):
    document = house.at("handing_over")
    house.act(document, "count_in", by=CLERK, change=(2, 1))
    row = house.row(document)
    assert (row.original_copies, row.printed_copies) == (2, 1)
    assert house.view(document).lines[-1].details == "底稿2份、印件1份"


def test_a_received_moment_is_kept_to_the_minute_that_was_said(house, document):
    line, moment = listed(house, document), clock.now().replace(microsecond=0)
    house.act(document, "record_receipt", by=DRAFTER, change=ReceiptOf(line, "收发室", moment))
    assert documents.distribution(reading(), document)[0].received_at == moment


def test_a_correction_is_the_next_revision_and_the_one_before_stays(house):
    document = house.at("office_review")
    before = house.content(document)
    house.correct(document, CLERK, title="泰州市妇女联合会关于开展维权宣传周活动的通知")
    rows = documents.revisions(reading(), document)
    assert [(row.serial, row.author_name, row.state) for row in rows] == [
        (2, "许雅琴", "office_review"),
        (1, "王芳", "drafting"),
    ]
    assert documents.revision(reading(), document, 1).body == before.body
    assert documents.revision(reading(), document, 1).content["title"] == before.title
    assert house.row(document).title == "泰州市妇女联合会关于开展维权宣传周活动的通知"


def test_saving_what_was_not_changed_writes_nothing(house):
    document = house.at("office_review")
    before = house.row(document)
    assert house.correct(document, CLERK).repeated
    assert house.row(document) == before


def test_an_annulled_document_keeps_on_record_who_had_signed_it(house):
    document = house.at("printing")
    house.act(document, "annul", by=CHAIR, opinion="情况变化")
    assert house.row(document).signed_by == "周静宜"
    assert not verify_all().faults


def test_what_bears_a_number_is_ended_by_the_chair_alone_and_the_register_says_why(house):
    document = house.at("printing")
    house.act(document, "return", by=CLERK, target="drafting", opinion="内容有误")
    with pytest.raises(UnmetNeedError, match="只能由主席终止"):
        house.act(document, "terminate", by=DRAFTER, opinion="不发了")
    house.act(document, "annul", by=CHAIR, opinion="与已发文件重复")
    book = register.books(reading(), house.person(CHAIR))[0]
    (row,) = register.entries(reading(), book, house.person(CHAIR), 1)
    assert row.void_reason == "与已发文件重复"
    assert not verify_all().faults


def test_a_unit_stands_on_the_distribution_list_once(house):
    document = house.at("distributing")
    house.act(document, "list_recipient", by=DRAFTER, change=Delivery("市总工会", 2, "邮寄"))
    with pytest.raises(InvalidChangeError, match="已在分发清单中"):
        house.act(document, "list_recipient", by=DRAFTER, change=Delivery("市总工会", 3, "邮寄"))


def test_nothing_is_received_before_it_was_signed(house):
    document = house.at("distributing")
    house.act(document, "list_recipient", by=DRAFTER, change=Delivery("市总工会", 2, "邮寄"))
    line = documents.distribution(reading(), document)[-1].id
    early = clock.now() - timedelta(days=3)
    with pytest.raises(InvalidChangeError, match="早于签发日期"):
        house.act(document, "record_receipt", by=DRAFTER, change=ReceiptOf(line, "收发室", early))


def test_a_word_draft_fills_the_columns_that_it_names():
    draft = WordDraft("关于开展活动的通知", "各市（区）妇联：\n现将有关事项通知如下。", ())
    columns = drafting.columns_of(draft)
    assert (columns["kind"], columns["recipients"]) == ("通知", "各市（区）妇联")
    assert columns["body"] == "现将有关事项通知如下。"
