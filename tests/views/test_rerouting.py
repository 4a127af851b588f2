"""办件移交 over HTTP: what is announced, what would move, what moved, and who may do it."""

from datetime import timedelta

from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import Department, Holding, Person, Post
from tests.factories import CHAIR, DRAFTER, HEAD, Browser

SYSTEM, SECURITY = "sysadmin", "secadmin"
YESTERDAY = clock.today() - timedelta(days=1)
LINK = '<a href="/admin/rerouting">'


def key(model, **columns):
    where = [getattr(model, name) == value for name, value in columns.items()]
    return reading().execute(select(model.id).where(*where)).scalar_one()


def end(browser, username):
    person = key(Person, username=username)
    holding = reading().execute(select(Holding.id).where(Holding.person_id == person)).scalar_one()
    return browser.post(f"/admin/holdings/{holding}/end", {"ends_on": f"{YESTERDAY}"}, follow_redirects=True).text


def test_an_empty_list_says_so(app):
    page = Browser(app, SECURITY).get("/admin/rerouting").text
    assert "没有需要移交的办件" in page
    assert "移交这些办件" not in page


def test_a_change_that_leaves_work_behind_says_how_much_and_leads_there(house):
    document = house.at("department_review")
    security = Browser(house.app, SECURITY)
    assert f"有1件办件需要移交，{LINK}" in end(security, HEAD)
    assert "1件办件需要移交" in security.get("/admin").text
    page = security.get("/admin/rerouting").text
    for words in ("关于开展维权周活动的通知", "部室审核", "权益部部长", "副主席", "目前没有人任职", "移交这些办件"):
        assert words in page, words
    answer = security.post("/admin/rerouting")
    assert "已移交1件" in answer.text
    assert "没有需要移交" not in answer.text
    assert house.slips(document)[-1].holder_name == "副主席"
    assert "没有移交任何办件" in security.post("/admin/rerouting").text
    assert "移交办件" in Browser(house.app, CHAIR).get(f"/documents/{document}").text


def test_the_system_officer_is_told_whom_to_ask(house):
    house.draft()
    system = Browser(house.app, SYSTEM)
    person = key(Person, username=DRAFTER)
    page = system.post(f"/admin/people/{person}/off", follow_redirects=True).text
    assert "有1件办件需要移交，请安全管理员" in page
    assert LINK not in page
    assert system.get("/admin/rerouting").status_code == 403
    assert system.post("/admin/rerouting").status_code == 403


def test_what_nobody_can_take_is_named_with_the_reason(house):
    house.at("signing")
    security = Browser(house.app, SECURITY)
    end(security, CHAIR)
    page = security.get("/admin/rerouting").text
    assert "没有人可以接的办件：1件" in page
    assert "移交这些办件" not in page
    assert "没有移交任何办件" in security.post("/admin/rerouting").text


def test_a_department_goes_into_another(house):
    document = house.at("proof_checking")
    security = Browser(house.app, SECURITY)
    source, target = key(Department, name="权益部"), key(Department, name="儿童工作部")
    address = f"/admin/oversight/{source}/merge"
    assert address in security.get("/admin/oversight").text
    form = security.get(address).text
    assert f'value="{target}"' in form
    assert f'value="{source}"' not in form
    refused = security.post(address, {"department_id": target})
    assert (refused.status_code, "还有2人在任" in refused.text) == (422, True)
    assert security.post(address, {"department_id": "0"}).status_code == 422
    for username in (HEAD, DRAFTER):
        end(security, username)
    page = security.post(address, {"department_id": target}, follow_redirects=True).text
    assert "权益部并入儿童工作部；移交办件1件" in page
    assert "需要移交" not in page
    assert house.slips(document)[-1].holder_name == "儿童工作部"
    assert key(Post, name="权益部部长")
