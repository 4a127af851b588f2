"""A paper found to be restricted while it circulates: stopped, shut, registered anew, nothing of it left in sight."""

import pytest
from sqlalchemy import select

from routing.database import let_go, reading
from routing.files.errors import Missing
from routing.models import Circulation, Document, IncomingPaper, Outbox, Task
from routing.queries.incoming import house_chart
from routing.queries.seen import seen
from routing.services import restricting, verifying
from routing.services.administration.people import switch_off
from routing.services.attaching import store
from routing.services.orders import Assignment, Circulating, HandOver
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.files import samples
from tests.services.test_receiving import person, post
from workflows.errors import NotOpenHereError, NotYoursError, RuleError

TITLE, SOURCE, NAME = "关于干部考察情况的通报", "苏组密〔2026〕3号", "考察材料.docx"


@pytest.fixture
def paper(house):
    """In circulation and at work: one has signed, one has it open, one acts on it, and one has not looked."""
    files = house.attach(NAME, samples.word(), CLERK)
    document = house.receive(title=TITLE, source_number=SOURCE, attachments=files, urgency="加急")
    house.act(document, "propose", CLERK, opinion="拟请权益部办理")
    readers = (person(house, VICE_CHAIR), person(house, "yanhongmei"), person(house, DRAFTER))
    house.act(document, "endorse", DIRECTOR, opinion="请权益部办理", change=Assignment(readers, lead=post(house, HEAD)))
    house.act(document, "read", VICE_CHAIR, opinion="请注意保密")
    assert Browser(house.app, "yanhongmei").get(f"/documents/{document}").status_code == 200
    let_go()
    return document, files[0]


def restrict(house, document, by=CLERK, secrecy="", receipt="restrict-1"):
    return restricting.restrict(
        document, house.scope(CHAIR, VICE_CHAIR), secrecy, "第2页标有“仅限主席室”", house.person(by), receipt=receipt
    )


def test_everything_stops_and_the_paper_has_a_new_number_within_its_scope(house, paper):
    document, _ = paper
    done = restrict(house, document)
    assert {one.partition("（")[0] for one in done.seen} == {"许雅琴", "陆文斌", "顾明月", "严红梅"}
    old, new = house.row(document), house.row(done.document_id)
    assert (old.state, old.title, old.restricted, old.pressing) == ("incoming_renewed", "机要文件", True, 0)
    assert (new.state, new.title, new.restricted) == ("handling", "机要文件", True)
    assert (old.number, new.number) != (new.number, old.number)
    assert "机要" in done.number == new.number
    open_slips = [slip for slip in house.slips(document) if slip.closed_at is None]
    assert open_slips == []
    assert {slip.holder_name for slip in house.slips(done.document_id) if slip.closed_at is None} == {
        "周静宜",
        "顾明月",
    }
    assert reading().execute(select(Task.state)).scalars().all() == ["cancelled"]
    assert None not in reading().execute(select(Circulation.closed_at).where(Circulation.document_id == document)).all()
    assert (
        reading()
        .execute(select(IncomingPaper.renews_id).where(IncomingPaper.document_id == done.document_id))
        .scalar_one()
        == document
    )
    ended = next(line for line in house.view(document).lines if line.action == "renew")
    assert "此前已阅签、办理的：许雅琴（办公室文书）、陆文斌（办公室主任）、顾明月（副主席）" in ended.details
    assert "已打开、没有签的：严红梅" in ended.details
    assert verifying.verify_all().faults == []


def test_nothing_of_it_is_left_in_sight_and_the_scope_sees_all_that_was_written(house, paper):
    document, file = paper
    house.act(document, "urge", CLERK, opinion="请抓紧")
    done = restrict(house, document)
    outsiders = (CLERK, DIRECTOR, HEAD, "yanhongmei", "shenqiulan", "auditor")
    addresses = (
        "/tray", "/tray/done", "/tray/handed", "/tray/followed", "/incoming", "/supervision", f"/search?q={SOURCE}",
        f"/incoming?q={SOURCE}", f"/documents/{document}", f"/attachments/{file.attachment_id}", "/originals",
        f"/originals/{document}", f"/documents/{document}/revisions/1", f"/incoming/{document}/edit", "/audit",
    )  # fmt: skip
    for username in outsiders:
        browser = Browser(house.app, username)
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code < 500, (username, address)
            shown = answer.get_data(as_text=True).replace(f'value="{SOURCE}"', "").replace(f"“{SOURCE}”", "")
            for words in (TITLE, NAME, SOURCE):
                assert words not in shown, (username, address, words)
    told = reading().execute(select(Outbox.subject, Outbox.body)).all()
    assert told
    assert not any(TITLE in text for row in told for text in row)
    chair = Browser(house.app, CHAIR)
    now, before = chair.get(f"/documents/{done.document_id}").text, chair.get(f"/documents/{document}").text
    assert f'href="/documents/{document}"' in now
    assert TITLE in now
    assert f'href="/documents/{done.document_id}"' in before
    assert "请注意保密" in before
    assert chair.get(f"/attachments/{file.attachment_id}").status_code == 200


def test_of_a_state_secret_no_file_is_left_and_the_new_registration_has_no_title(house, paper):
    document, file = paper
    store().open(file.digest).close()
    done = restrict(house, document, secrecy="秘密")
    content = house.view(done.document_id).content
    assert (content.title, content.organ, content.source_number, content.attachments) == ("", "", "", ())
    assert Browser(house.app, CHAIR).get(f"/attachments/{file.attachment_id}").status_code == 404
    with pytest.raises(Missing, match=file.digest):
        store().open(file.digest)
    assert verifying.verify_all().faults == []


def test_it_is_the_offices_alone_once_and_needs_a_scope(house, paper):
    document, _ = paper
    with pytest.raises(NotYoursError):
        restrict(house, document, by=HEAD)
    with pytest.raises(RuleError, match="知悉范围"):
        restricting.restrict(document, (), "", "试", house.person(CLERK))
    with pytest.raises(RuleError):
        house.act(document, "renew", CLERK)
    first = restrict(house, document)
    again = restrict(house, document)
    assert again.document_id == first.document_id
    assert reading().execute(select(Document.id)).scalars().all() == [document, first.document_id]
    with pytest.raises((NotOpenHereError, RuleError)):
        house.act(document, "circulate", CLERK, change=Circulating((person(house, HEAD),)))


def test_the_original_lies_where_it_lay_and_the_office_gets_it_back(house, paper):
    document, _ = paper
    house.act(document, "hand_over", CLERK, change=HandOver(house.person(HEAD).person_id))
    done = restrict(house, document)
    page = Browser(house.app, CLERK).get(f"/originals/{done.document_id}").text
    assert "在谢玉兰手里" in page
    assert house.row(document).number in page
    house.act(done.document_id, "hand_over", CLERK, change=HandOver(house.person(CLERK).person_id))
    assert f"随{done.number}一起管理" in Browser(house.app, CLERK).get(f"/originals/{document}").text


def test_on_the_page_the_clerk_is_told_what_follows_and_nothing_typed_is_lost(house, paper):
    document, _ = paper
    clerk = Browser(house.app, CLERK)
    assert f'href="/incoming/{document}/restrict"' in clerk.get(f"/documents/{document}").text
    page = clerk.get(f"/incoming/{document}/restrict")
    assert "顾明月" in page.text
    assert "已打开、没有签的：严红梅" in page.text
    refused = clerk.post(f"/incoming/{document}/restrict", {"opinion": "第2页有标记"}, page)
    assert refused.status_code == 422
    assert "第2页有标记" in refused.text
    assert "请写明知悉范围" in refused.text
    chosen = {"opinion": "第2页有标记", "parties": [f"person:{house.person(CHAIR).person_id}"], "receipt": "r-1"}
    answer = clerk.post(f"/incoming/{document}/restrict", chosen, page)
    assert answer.status_code == 303
    assert "逐人提醒保密" in clerk.get(answer.location).text
    assert clerk.get(f"/incoming/{document}/restrict").status_code == 404


def test_whoever_had_it_is_known(house, paper):
    chart = house_chart(reading(), house.person(CLERK))
    acted = ["许雅琴（办公室文书）", "陆文斌（办公室主任）", "顾明月（副主席）"]
    assert seen(reading(), paper[0], chart) == (acted, ["严红梅（组织宣传部部长）"])


def test_whoever_had_it_and_has_left_the_house_since_is_named_all_the_same(house, paper):
    switch_off(house.person("sysadmin"), house.person("yanhongmei").person_id)
    let_go()
    chart = house_chart(reading(), house.person(CLERK))
    assert seen(reading(), paper[0], chart)[1] == ["严红梅"]


def test_what_lay_opened_before_a_post_is_known_to_the_people_in_it(house):
    document = house.receive()
    assert Browser(house.app, CLERK).get(f"/documents/{document}").status_code == 200
    let_go()
    chart = house_chart(reading(), house.person(CLERK))
    acted, opened = seen(reading(), document, chart)
    assert acted == ["许雅琴（办公室文书）"]
    assert all("（办公室文书）" in one for one in opened)
    assert len({*acted, *opened}) == len(acted) + len(opened)
