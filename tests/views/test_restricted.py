"""Nobody outside the scope of a restricted paper sees anything of it: neither its title nor its files."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import RefusedAccess, Slip
from routing.queries.asking import askable
from routing.queries.choices import choices
from routing.services.orders import Assignment, HandOver, Parties
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.files import samples

TITLE, NAME, SUMMARY, SOURCE = "涉密会议纪要摘录", "机要附件正文.docx", "只许主席阅的摘要", "苏机〔2026〕77号"
OUTSIDERS = (CLERK, DIRECTOR, HEAD, "shenqiulan", "panyue", "sysadmin", "secadmin", "auditor")
LONG = timedelta(days=30)
KINDS = {"document_id": "document", "attachment_id": "file", "serial": 1, "page": 1, "filename": "css/house.css"}


@pytest.fixture
def paper(house):
    files = house.attach(NAME, samples.word(), CLERK)
    columns = {"title": TITLE, "summary": SUMMARY, "source_number": SOURCE, "attachments": files}
    document = house.receive(origin="confidential", scope=house.scope(CHAIR, VICE_CHAIR), urgency="特急", **columns)
    return document, files[0].attachment_id


def addresses(app, document, file):
    """Every address that is read, with the paper and its file wherever an id belongs."""
    ids = KINDS | {"document_id": document, "attachment_id": file}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and rule.endpoint not in {"static", "bootstrap.static", "accounts.logout"}:
                found = re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda name: str(ids.get(name[1], document)), rule.rule)
                yield found


SEARCHES = (
    f"/search?q={TITLE}", f"/search?q={SOURCE}", f"/search?q={SUMMARY}", "/tray?which=urgent", "/tray?which=unread",
    "/tray/late?which=coming", f"/originals?q={TITLE}",
)  # fmt: skip


def test_no_address_says_anything_of_it_to_anybody_outside(house, paper):
    everything = [*addresses(house.app, *paper), *SEARCHES]
    for username in OUTSIDERS:
        browser = Browser(house.app, username)
        for address in everything:
            answer = browser.get(address)
            assert answer.status_code < 500, (username, address)
            said = answer.get_data()
            # What one has typed into the search box stands in it, and is no answer.
            shown = re.sub(rb'value="[^"]*"', b"", said) if "?q=" in address else said
            shown = shown.replace(f"“{TITLE}”".encode(), b"") if "?q=" in address else shown
            for words in (TITLE, NAME, SUMMARY, SOURCE):
                found = words.encode() in shown
                assert not found or f"?q={words}" in address, (username, address, words)
            found = f'/documents/{paper[0]}"'.encode() in shown
            assert not (found and address.startswith("/search")), (username, address)


def test_the_ordinary_page_of_what_is_not_there_is_all_that_an_outsider_gets_and_the_audit_sees_it(house, paper):
    document, file = paper
    outsider = Browser(house.app, HEAD)
    nowhere = outsider.get("/documents/999999")
    for address in (f"/documents/{document}", f"/attachments/{file}", f"/documents/{document}/revisions/1"):
        answer = outsider.get(address)
        assert (answer.status_code, answer.text.split("<main")[1]) == (404, nowhere.text.split("<main")[1])
    assert outsider.post(f"/documents/{document}/read", {"opinion": "试"}).status_code == 404
    let_go()
    kept = reading().execute(select(RefusedAccess.person_name, RefusedAccess.address).order_by(RefusedAccess.id)).all()
    assert [row.address for row in kept] == [
        f"GET /documents/{document}", f"GET /attachments/{file}", f"GET /documents/{document}/revisions/1",
        f"POST /documents/{document}/read",
    ]  # fmt: skip
    assert {row.person_name for row in kept} == {"谢玉兰"}
    page = Browser(house.app, "auditor").get("/audit/refusals").text
    assert page.count("谢玉兰") == 4
    assert TITLE not in page
    assert "谢玉兰" not in Browser(house.app, "auditor").get("/audit/refusals?person=wangfang").text


def test_what_is_simply_not_theirs_to_read_is_no_attempt_on_a_restricted_paper(house):
    ordinary = house.receive()
    assert Browser(house.app, "panyue").get(f"/documents/{ordinary}").status_code == 404
    assert Browser(house.app, "panyue").get("/documents/999999").status_code == 404
    let_go()
    assert reading().execute(select(RefusedAccess)).all() == []


def test_the_scope_reads_it_and_the_office_sees_to_its_original(house, paper):
    document, _ = paper
    chair, clerk = Browser(house.app, CHAIR), Browser(house.app, CLERK)
    page = chair.get(f"/documents/{document}")
    assert TITLE in page.text
    assert "起草答复" not in page.text
    assert "送传阅、增加传阅人" not in page.text
    sheet = clerk.get(f"/originals/{document}")
    assert sheet.status_code == 200
    assert "在许雅琴手里" in sheet.text
    token = {"version": re.search(r'name="version" value="(\d+)"', sheet.text)[1]}
    to_chair = {"person": str(house.person(CHAIR).person_id), **token}
    assert clerk.post(f"/originals/{document}/hand_over", to_chair, sheet).status_code == 303
    outside = {"person": str(house.person(HEAD).person_id)}
    refused = clerk.post(f"/originals/{document}/hand_over", outside, sheet)
    assert refused.status_code == 422
    assert "不在知悉范围" in refused.text
    assert clerk.post(f"/originals/{document}/end_circulation", {"opinion": ""}, sheet).status_code == 422
    assert clerk.post(f"/originals/{document}/end_circulation", {"opinion": "会议已开"}, sheet).status_code == 303
    for stranger in (HEAD, DRAFTER, "shenqiulan"):
        assert Browser(house.app, stranger).get(f"/originals/{document}").status_code == 404


def test_the_row_in_the_offices_tray_leads_to_the_original(house, paper):
    document, _ = paper
    house.act(document, "end_circulation", CLERK, opinion="会议已开")
    house.act(document, "hand_over", CLERK, change=HandOver(house.person(DIRECTOR).person_id))
    clerk = Browser(house.app, CLERK)
    for address in ("/tray", "/tray/handed"):
        page = clerk.get(address).text
        assert f'href="/originals/{document}"' in page, address
        assert f'href="/documents/{document}"' not in page, address
    clerk.get(f"/originals/{document}")
    let_go()
    assert reading().execute(select(RefusedAccess)).all() == [], "who follows the house's own links attempts nothing"


def test_every_list_leads_the_office_to_the_original_and_others_nowhere(house, paper):
    document, _ = paper
    series = re.search(r'series=(\d+)&amp;year=\d+"[^>]*>[^<]*机要', Browser(house.app, CLERK).get("/incoming").text)[1]
    lists = (f"/incoming?series={series}&year={clock.today().year}", "/supervision", "/tray/late", "/tray")
    post = f"post:{house.person(VICE_CHAIR).seats[0].post_id}"
    house.act(document, "assign", CHAIR, opinion="请阅处", change=Assignment(lead=post))
    with writing() as connection:
        connection.execute(update(Slip).where(Slip.document_id == document).values(due_at=clock.now() - LONG))
    office, head, chair = (Browser(house.app, name) for name in (CLERK, HEAD, CHAIR))
    for address in lists:
        assert f'href="/documents/{document}"' not in office.get(address).text, address
        assert f"/{document}" not in head.get(address).text, address
    for address in lists[:2]:
        assert f'href="/originals/{document}"' in office.get(address).text, address
        assert f'href="/documents/{document}"' in chair.get(address).text, address
    assert f'href="/documents/{document}"' in chair.get("/tray/late").text
    assert office.get(f"/p/{document}").location == f"/originals/{document}?original=1"
    assert chair.get(f"/p/{document}").location == f"/documents/{document}?original=1"
    for followed in re.findall(
        r'href="(/(?:documents|originals)/\d+)"', "".join(office.get(one).text for one in lists)
    ):
        office.get(followed)
    let_go()
    assert reading().execute(select(RefusedAccess)).all() == []


def test_within_the_scope_alone_somebody_is_asked_and_nobody_where_nobody_is_left(house):
    together = house.receive(origin="confidential", scope=house.scope(CLERK, CHAIR))
    alone = house.receive(origin="confidential", scope=house.scope(CLERK))
    for document, readers in ((together, (CLERK, CHAIR)), (alone, (CLERK,))):
        for reader in readers:
            house.act(document, "read", reader)
    clerk, chair = house.person(CLERK), f"person:{house.person(CHAIR).person_id}"
    view = house.view(together, CLERK)
    for key in ("consult", "copy"):
        assert [one.key for one in askable(view, view.workflow.action(key), clerk.keys)] == [chair]
        assert key in {one.action.key for one in choices(view, clerk)}
        assert key not in {one.action.key for one in choices(house.view(alone, CLERK), clerk)}
        house.act(together, key, CLERK, change=Parties((chair,)))
