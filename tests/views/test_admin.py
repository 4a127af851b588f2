"""The administration pages over HTTP: who gets in, what comes back from a wrong form, what is told once."""

import re

import pytest
from sqlalchemy import select

from routing.admission import RULES
from routing.database import reading
from routing.models import AdministrationLog, Department, Holding, Person, Post
from tests.factories import CHAIR, DRAFTER, Browser

SYSTEM, SECURITY, AUDIT = "sysadmin", "secadmin", "auditor"
SYSTEM_PAGES = ("departments", "departments/new", "departments/1", "departments/1/close", "people/new", "people/1/name")
STATIONERY_PAGES = ("letterheads", "letterheads/new", "letterheads/1", "series", "series/new", "series/1")
PHRASE_PAGES = ("phrases", "phrases/new", "phrases/new?kind=return", "phrases/1")
SECURITY_PAGES = ("posts", "posts/new", "posts/1", "posts/1/edit", "posts/1/close", "posts/1/appoint")
OVERSIGHT_PAGES = ("holdings/1/end", "oversight", "oversight/1")
BOTH = ("", "people", "people?q=王", "people/1")


def address(page):
    return f"/admin/{page}".rstrip("/")


@pytest.mark.parametrize(
    ("who", "pages", "others"),
    [
        (SYSTEM, (*BOTH, *SYSTEM_PAGES, *STATIONERY_PAGES, *PHRASE_PAGES), (*SECURITY_PAGES, *OVERSIGHT_PAGES)),
        (SECURITY, (*BOTH, *SECURITY_PAGES, *OVERSIGHT_PAGES), (*SYSTEM_PAGES, *STATIONERY_PAGES, *PHRASE_PAGES)),
        (AUDIT, (), (*BOTH, *SYSTEM_PAGES, *SECURITY_PAGES)),
        (CHAIR, (), (*BOTH, *SYSTEM_PAGES, *SECURITY_PAGES)),
    ],
)
def test_each_officer_opens_their_own_pages_and_no_others(app, who, pages, others):
    browser = Browser(app, who)
    assert {page: browser.get(address(page)).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert {page: browser.get(address(page)).status_code for page in others} == dict.fromkeys(others, 403)


@pytest.mark.parametrize("who", [SYSTEM, SECURITY])
def test_no_officer_opens_a_document(app, house, who):
    document = house.at("signing")
    browser = Browser(app, who)
    assert browser.get(f"/documents/{document}").status_code == 403
    assert browser.get("/search?q=维权").status_code == 403


def test_every_administration_endpoint_has_a_rule(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("admin.", "audit."))}
    assert endpoints
    assert endpoints <= RULES.keys()


def test_the_front_page_names_what_the_officer_keeps(app):
    system, security = Browser(app, SYSTEM).get("/admin").text, Browser(app, SECURITY).get("/admin").text
    assert "发文字号" in system
    assert "岗位和任职" not in system
    assert "岗位和任职" in security
    assert "发文字号" not in security


def test_a_wrong_form_keeps_what_was_typed_and_says_where(app):
    browser = Browser(app, SYSTEM)
    page = browser.post("/admin/people/new", {"name": "钱媛", "username": "钱媛"})
    assert page.status_code == 422
    assert 'value="钱媛"' in page.text
    assert "用户名用小写字母" in page.text
    assert 'href="#username"' in page.text


@pytest.mark.parametrize(
    ("page", "form", "said"),
    [
        ("departments/new", {"name": "", "short_name": "", "position": "x"}, "请填写部室名称"),
        ("departments/new", {"name": "部", "short_name": "部", "position": "x"}, "请填阿拉伯数字"),
        ("departments/new", {"name": "部" * 61, "short_name": "部"}, "最多60字"),
        ("departments/new", {"name": "部\u202e", "short_name": "部"}, "从右向左"),
        ("departments/1/close", {"closed_on": "3月8日"}, "日期请写作"),
        ("departments/1/close", {"closed_on": ""}, "请填写从哪一天起撤销"),
        ("letterheads/new", {"name": "文头"}, "请填写红头上的文字"),
        ("series/new", {"word": "泰妇字", "form": "house", "letterhead_id": "1"}, "已有这个机关代字"),
        ("phrases/new", {"kind": "nothing", "text": "好"}, "field-error"),
    ],
)
def test_each_wrong_column_is_named_in_chinese(app, page, form, said):
    answer = Browser(app, SYSTEM).post(address(page), form)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("page", "form", "said"),
    [
        ("posts/1/appoint", {"person_id": "0", "starts_on": "2026-01-01"}, "请选择由谁任职"),
        ("posts/1/appoint", {"person_id": "99999", "starts_on": "0001-01-01"}, "1949年至2099年"),
        ("oversight/1", {"post_id": "1", "starts_on": ""}, "请填写从哪一天起"),
        ("posts/new", {"name": "干事", "capacity": "staff", "department_id": "0"}, "请选择部室工作人员所在的部室"),
    ],
)
def test_each_wrong_column_of_the_security_officer_is_named_too(app, page, form, said):
    answer = Browser(app, SECURITY).post(address(page), form)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_unknown_record_is_a_page_not_found(app):
    browser = Browser(app, SYSTEM)
    assert browser.get("/admin/departments/9999").status_code == 404
    assert browser.post("/admin/people/9999/off").status_code == 404


def test_a_department_is_added_and_told(app):
    browser = Browser(app, SYSTEM)
    form = {"name": "家庭部", "short_name": "家庭部", "position": "8"}
    page = browser.post("/admin/departments/new", form, follow_redirects=True)
    assert "新增部室：家庭部" in page.text
    assert reading().execute(select(Department.id).where(Department.name == "家庭部")).one()


def test_the_activation_link_is_shown_once_and_works(app):
    browser, person = Browser(app, SYSTEM), person_id(DRAFTER)
    page = browser.post(f"/admin/people/{person}/link")
    link = re.search(r'value="(http://localhost/activate/[^"]+)"', page.text)[1]
    assert "只显示这一次" in page.text
    assert link.rsplit("/", 1)[1] not in browser.get(f"/admin/people/{person}").text
    guest = app.test_client()
    form = guest.get(link)
    assert "王芳，请设置密码" in form.text
    token = Browser.token(form)
    guest.post(link, data={"csrf_token": token, "new": "Jintian-2026", "again": "Jintian-2026"})
    Browser(app, DRAFTER, "Jintian-2026")


def test_a_switched_off_persons_next_click_leads_to_the_login(app):
    theirs, browser = Browser(app, DRAFTER), Browser(app, SYSTEM)
    person = person_id(DRAFTER)
    assert browser.post(f"/admin/people/{person}/off").status_code == 303
    assert theirs.get("/tray").location.startswith("/login")
    assert "已停用" in browser.get(f"/admin/people/{person}").text


def test_a_refused_button_says_why_on_the_page_it_was_on(app):
    browser = Browser(app, SYSTEM)
    page = browser.post(f"/admin/people/{person_id(SECURITY)}/off", follow_redirects=True)
    assert "之后就没有安全管理员了" in page.text


def test_nobody_finds_buttons_for_their_own_account(app):
    page = Browser(app, SYSTEM).get(f"/admin/people/{person_id(SYSTEM)}")
    assert "不能改动自己的账号" in page.text
    assert "/off" not in page.text


def test_changes_need_the_pages_own_token(app):
    browser = Browser(app, SYSTEM)
    answer = browser.client.post(f"/admin/people/{person_id(DRAFTER)}/off")
    assert answer.status_code == 400
    assert reading().execute(select(Person.active).where(Person.username == DRAFTER)).scalar_one()


def test_a_person_is_appointed_and_dismissed_through_the_pages(app):
    browser, post = Browser(app, SECURITY), post_id("档案员")
    form = {"person_id": person_id(DRAFTER), "starts_on": "2026-01-01", "ends_on": ""}
    assert "王芳任“档案员”" in browser.post(f"/admin/posts/{post}/appoint", form, follow_redirects=True).text
    holding = reading().execute(select(Holding.id).where(Holding.post_id == post).order_by(Holding.id.desc())).scalar()
    page = browser.post(f"/admin/holdings/{holding}/end", {"ends_on": "2025-12-31"})
    assert "结束日期不能早于开始日期2026年1月1日" in page.text
    page = browser.post(f"/admin/holdings/{holding}/end", {"ends_on": "2026-02-28"}, follow_redirects=True)
    assert "2026年1月1日至2026年2月28日" in page.text


def test_an_officers_separation_is_explained_at_the_field(app):
    form = {"person_id": person_id(SYSTEM), "starts_on": "2026-01-01"}
    page = Browser(app, SECURITY).post(f"/admin/posts/{post_id('档案员')}/appoint", form)
    assert page.status_code == 422
    assert "不得兼任业务岗位" in page.text
    assert 'id="person_id-error"' in page.text


def test_departments_without_overseer_stand_at_the_head_of_the_list(app):
    browser = Browser(app, SECURITY)
    browser.post("/admin/oversight/1", {"post_id": "0", "starts_on": "2026-01-01"})
    assert "办公室没有分管领导" in browser.get("/admin/oversight").text
    assert "1个部室无人分管" in browser.get("/admin").text


def test_the_next_number_is_shown_in_both_written_forms(app, house):
    house.at("printing")
    page = Browser(app, SYSTEM).get("/admin/series/1").text
    assert re.search(r"泰妇字\(\d{4}\)第2号", page)
    assert re.search(r"泰妇字〔\d{4}〕2号", page)
    assert "已编的号、已印的文件和登记簿一律不变" in page


def test_a_changed_form_must_be_confirmed(app, house):
    house.at("printing")
    browser = Browser(app, SYSTEM)
    form = {"word": "泰妇发", "form": "house", "letterhead_id": "1", "position": "0"}
    page = browser.post("/admin/series/1", form)
    assert page.status_code == 422
    assert 'id="confirmed-error"' in page.text
    assert browser.post("/admin/series/1", {**form, "confirmed": "y"}).status_code == 303


def test_phrases_are_offered_by_the_steps_of_the_workflow(app):
    page = Browser(app, SYSTEM).get("/admin/phrases").text
    assert page.index("送审") < page.index("部室审核同意") < page.index("签发")
    assert "请补充依据。" in page


def test_markup_in_a_name_is_only_text(app):
    browser = Browser(app, SYSTEM)
    browser.post("/admin/departments/new", {"name": "<script>alert(1)</script>", "short_name": "x", "position": "0"})
    page = browser.get("/admin/departments").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("page", ["", "departments", "people", "phrases", "series"])
def test_a_page_asks_the_database_few_times(app, page):
    assert queries_of(app, Browser(app, SYSTEM), address(page)) <= 8


@pytest.mark.parametrize("page", ["posts", "posts/4", "oversight", "people/3"])
def test_a_page_of_the_security_officer_does_so_too(app, page):
    assert queries_of(app, Browser(app, SECURITY), address(page)) <= 8


def test_every_change_through_the_pages_is_on_record(app):
    browser = Browser(app, SYSTEM)
    browser.post("/admin/phrases/new", {"kind": "sign", "text": "照发。", "position": "0"})
    browser.post("/admin/people/new", {"name": "钱媛", "username": "qianyuan"})
    done = reading().execute(select(AdministrationLog.done).order_by(AdministrationLog.id)).scalars().all()
    assert done == ["新增常用语：照发。", "新增人员：钱媛"]


def queries_of(app, browser, page):
    from sqlalchemy import event

    from routing.extensions import db

    asked = []

    def count(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    assert browser.get(page).status_code == 200
    event.remove(db.engine, "before_cursor_execute", count)
    return len(asked)


def person_id(username):
    return reading().execute(select(Person.id).where(Person.username == username)).scalar_one()


def post_id(name):
    return reading().execute(select(Post.id).where(Post.name == name)).scalar_one()


def test_whose_account_is_off_is_in_office_nowhere(app, house):
    system, security = Browser(app, "sysadmin"), Browser(app, "secadmin")
    person, post = house.person(DRAFTER).person_id, house.person(DRAFTER).seats[0].post_id
    system.post(f"/admin/people/{person}/off")
    assert re.search(r"权益部工作人员.*?(空缺|无人任职)", security.get("/admin/posts").text, re.DOTALL)
    for page in (security.get(f"/admin/posts/{post}").text, system.get(f"/admin/people/{person}").text):
        assert "账号停用，不在任" in page
        assert ">在任<" not in page
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*>王芳<.*?</tr>", system.get("/admin/people").text, re.DOTALL)[0]
    assert "权益部工作人员" not in row
