"""Who judges a list of what may be destroyed reads its papers for as long as they judge, and no longer."""

import pytest
from sqlalchemy import select, text

from routing import policy
from routing.database import let_go, reading, writing
from routing.models import ArchiveReading, Document
from routing.queries import documents
from routing.queries.search import Asked, search
from routing.services import disposing
from routing.services import reading as records
from routing.services.errors import MissingDocumentError, MissingRecordError
from routing.services.orders import Convening
from tests.factories import ARCHIVIST, CHAIR, CLERK, DIRECTOR, DRAFTER, Browser
from tests.files import samples
from tests.queries.test_budget import assert_within_budget
from tests.services.preserving.archive import expire, item, keys, listed
from tests.services.preserving.test_inspecting import files_of

MEMBER, OTHER, STRANGER = "yanhongmei", "xieyulan", "panyue"
WORDS = "关于开展维权服务月的通知"


def convene(house, disposal, by=DIRECTOR, people=(MEMBER, OTHER), **how):
    house.act(disposal, "convene", by, change=Convening(keys(house, *people), **how))


def received(house, **columns):
    """An item with a received paper that the committee does not see otherwise; return both ids, the item's first."""
    one = house.filed("incoming", title=WORDS, **columns)
    expire(one)
    return one, item(one).document_id


def may(house, document_id, username):
    """May that person read it: said alike by the row, by the database, and by the search."""
    let_go()
    actor = house.person(username)
    by_sql = documents.is_readable(reading(), document_id, actor)
    in_own_right = select(Document.id).where(Document.id == document_id, policy.in_own_right(actor))
    assert (reading().execute(in_own_right).first() is not None) == by_sql
    found = [one.row.id for one in search(reading(), Asked("维权服务月"), actor).found]
    restricted = house.row(document_id).restricted  # such a paper is in no index, whoever asks
    assert (document_id in found) == (by_sql and not restricted)
    try:
        view = documents.view(reading(), document_id, actor)
    except MissingDocumentError:
        assert not by_sql
        return False
    assert by_sql
    assert not view.by_loan
    return True


def test_a_member_of_the_committee_reads_the_papers_until_they_have_signed(house):
    one, document = received(house)
    disposal = listed(house, one)
    assert not may(house, document, MEMBER)
    convene(house, disposal)
    assert may(house, document, MEMBER)
    assert not may(house, document, STRANGER)
    house.act(disposal, "sign_jointly", MEMBER)
    assert not may(house, document, MEMBER)
    assert may(house, document, OTHER)
    house.act(disposal, "decline_jointly", OTHER, opinion="仍有查考价值")
    assert not may(house, document, OTHER)


def test_a_witness_reads_the_papers_until_they_have_signed(house):
    one, document = received(house)
    disposal = listed(house, one)
    convene(house, disposal)
    for person in (MEMBER, OTHER):
        house.act(disposal, "sign_jointly", person)
    house.act(disposal, "propose_disposal", DIRECTOR)
    house.act(disposal, "approve_disposal", CHAIR)
    assert not may(house, document, STRANGER)
    convene(house, disposal, ARCHIVIST, (STRANGER, CLERK))
    assert may(house, document, STRANGER)
    assert not may(house, document, MEMBER)
    house.act(disposal, "sign_jointly", STRANGER)
    assert not may(house, document, STRANGER)


@pytest.mark.parametrize("end", ["conclude", "return"])
def test_the_right_ends_with_the_slip_whoever_ends_it(house, end):
    one, document = received(house)
    disposal = listed(house, one)
    convene(house, disposal)
    if end == "return":
        house.act(disposal, "sign_jointly", OTHER)
        house.act(disposal, "conclude", DIRECTOR, opinion="先修改清单")
        assert not may(house, document, MEMBER)
        convene(house, disposal, people=(MEMBER,))
        assert may(house, document, MEMBER)
        house.act(disposal, "conclude", DIRECTOR, opinion="先修改清单")
        house.act(disposal, "return", DIRECTOR, opinion="理由不充分")
    else:
        house.act(disposal, "conclude", DIRECTOR, opinion="不再等")
    assert not may(house, document, MEMBER)


def test_whose_turn_has_not_come_does_not_read_yet(house):
    one, document = received(house)
    disposal = listed(house, one)
    convene(house, disposal, rule="order")
    assert may(house, document, MEMBER)
    assert not may(house, document, OTHER)
    house.act(disposal, "sign_jointly", MEMBER)
    assert (may(house, document, MEMBER), may(house, document, OTHER)) == (False, True)


def test_only_what_is_on_the_list_as_it_stands_is_open(house):
    struck, kept, beside = (received(house, source_number=f"泰政办〔2016〕{serial}号") for serial in (1, 2, 3))
    disposal = listed(house, struck[0], kept[0], submit=False)
    archivist = house.person(ARCHIVIST)
    content = disposing.current(disposal, archivist)
    lines = tuple(line for line in content.lines if line.item_id == kept[0])
    disposing.revise(disposal, type(content)(content.title, content.basis, lines), archivist, None)
    house.act(disposal, "submit_list", ARCHIVIST)
    convene(house, disposal)
    assert [may(house, document, MEMBER) for _, document in (struck, kept, beside)] == [False, True, False]


def test_a_restricted_paper_stays_within_its_scope(house):
    document = house.receive(origin="confidential", title=WORDS, scope=house.scope(DRAFTER, ARCHIVIST, OTHER))
    for person in (DRAFTER, ARCHIVIST, OTHER):
        house.act(document, "read", person)
    house.act(document, "finish", CLERK)
    (one,) = house.file([document])
    expire(one)
    disposal = listed(house, one)
    convene(house, disposal)
    assert not may(house, document, MEMBER)
    assert may(house, document, OTHER)
    page = Browser(house.app, MEMBER).get(f"/documents/{disposal}").text
    assert f'href="/documents/{document}"' not in page
    assert "另有1件机要文件，只由知悉范围内的人查阅" in page


def test_a_paper_that_is_found_to_be_restricted_is_shut_at_once(house):
    one, document = received(house)
    disposal = listed(house, one)
    convene(house, disposal)
    assert may(house, document, MEMBER)
    let_go()
    with writing() as connection:
        connection.execute(text("UPDATE document SET restricted = true WHERE id = :d"), {"d": document})
    assert not may(house, document, MEMBER)


def test_each_reading_is_on_record_and_the_files_are_given_as_they_are(house):
    one, document = received(house, attachments=house.attach("来文.pdf", samples.pdf(), CLERK))
    disposal = listed(house, one)
    convene(house, disposal)
    member = Browser(house.app, MEMBER)
    page = member.get(f"/documents/{disposal}").text
    assert f'href="/documents/{document}"' in page
    assert "这些文件只在您签署以前对您开放，每次查阅都有记录" in page
    assert "这些文件只在您签署以前" not in Browser(house.app, DIRECTOR).get(f"/documents/{disposal}").text
    assert member.get(f"/documents/{document}").status_code == 200
    file = files_of(one)[0]
    given = records.archived(file.id, house.person(MEMBER))
    assert not given.marked
    rows = reading().execute(select(ArchiveReading.way, ArchiveReading.what, ArchiveReading.person_name)).all()
    name = house.person(MEMBER).name
    assert ("read", "", name) in [tuple(row) for row in rows]
    assert ("file", file.name, name) in [tuple(row) for row in rows]
    for address in (f"/documents/{disposal}", f"/documents/{document}", "/search?q=维权服务月", "/tray"):
        assert_within_budget(member, address)
    house.act(disposal, "sign_jointly", MEMBER)
    let_go()
    assert member.get(f"/documents/{document}").status_code in {403, 404}
    with pytest.raises(MissingRecordError):
        records.archived(file.id, house.person(MEMBER))
    assert f'href="/documents/{document}"' not in member.get(f"/documents/{disposal}").text
