"""The rules on the administration side: who sees them, what they show, and a walk on paper that touches nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

import workflows
from routing import clock
from routing.database import reading, writing
from routing.models import Department, Document, Holding, Person, Post, WorkflowVersion
from routing.services import delegating
from tests.factories import CHAIR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.queries.test_budget import counted

OFFICERS = ("sysadmin", "secadmin", "auditor")
PAGES = ("/admin/rules", "/admin/rules/outgoing", "/admin/rules/coverage", "/admin/rules/simulation")
OUTGOING = workflows.get("outgoing")


def key_of(model, **where):
    return reading().execute(select(model.id).where(*(getattr(model, k) == v for k, v in where.items()))).scalar_one()


def supposed(department="权益部", drafter=DRAFTER, **more):
    return {
        "workflow": "outgoing",
        "department": key_of(Department, name=department),
        "drafter": key_of(Person, username=drafter),
        "kind": "通知",
        "urgency": "",
        "importance": "",
        **more,
    }


def simulated(app, **suppositions):
    return Browser(app, "secadmin").get("/admin/rules/simulation", query_string=supposed(**suppositions))


def words(page):
    """What is read on the page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


@pytest.mark.parametrize("who", OFFICERS)
def test_the_three_officers_open_every_page_and_can_get_there(app, who):
    browser = Browser(app, who)
    assert {page: browser.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
    front = browser.get("/audit" if who == "auditor" else "/admin")
    assert 'href="/admin/rules"' in front.text


@pytest.mark.parametrize("who", [DRAFTER, CHAIR])
def test_nobody_else_does(app, who):
    browser = Browser(app, who)
    assert {page: browser.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 403)


def test_an_unknown_workflow_or_version_is_a_page_not_found(app):
    browser = Browser(app, "sysadmin")
    assert browser.get("/admin/rules/nothing").status_code == 404
    assert browser.get("/admin/rules/outgoing?version=ffffffffffff").status_code == 404


def test_the_list_counts_running_documents_by_version(app, house):
    house.draft()
    house.at("signing")
    house.act(house.draft(), "terminate", by=DRAFTER, opinion="不发")
    page = words(Browser(app, "sysadmin").get("/admin/rules"))
    assert f"{OUTGOING.digest[:12]} 现行 2件 3件" in page


def test_an_older_version_is_counted_apart_and_drawn_as_it_was(app, house):
    document = house.draft()
    older = workflows.model.Workflow.from_json(OUTGOING.to_json().replace("待部室审核", "待科室审核"))
    with writing() as connection:
        version = dict(connection.execute(select(WorkflowVersion.__table__)).one()._mapping)
        old = {**version, "digest": older.digest, "definition": older.to_json()}
        connection.execute(WorkflowVersion.__table__.insert().values(old))
        connection.execute(update(Document).where(Document.id == document).values(workflow_digest=older.digest))
    browser = Browser(app, "sysadmin")
    assert f"{older.digest[:12]} 旧版，在办文件仍按它办完 1件 1件" in words(browser.get("/admin/rules"))
    page = browser.get(f"/admin/rules/outgoing?version={older.digest[:12]}").text
    assert "这是旧版流程" in page
    assert "待科室审核" in page
    assert "待科室审核" not in browser.get("/admin/rules/outgoing").text


def test_a_workflows_page_draws_every_state_and_says_all_of_it_in_a_table_too(app, house):
    house.at("department_review")
    page = Browser(app, "sysadmin").get("/admin/rules/outgoing")
    drawing = re.search(r'<svg class="diagram".*?</svg>', page.text, re.DOTALL)[0]
    for state in OUTGOING.states:
        assert f">{state.label}</text>" in drawing
    assert "<desc" in drawing
    assert "style=" not in drawing
    said = words(page)
    for action in OUTGOING.actions:
        assert f" {action.label} " in said
    assert "没有问题" in said
    assert "权益部部长（谢玉兰）" in said
    assert re.search(r"待部室审核 .*?2个工作日 1件", said)
    assert "主席 外出 排在最前的副主席 除外：重要公文和上行文由主席本人签发" in said


def test_a_vacant_post_is_marked_where_its_step_is(app):
    with writing() as connection:
        connection.execute(
            update(Holding).where(Holding.post_id == key_of(Post, name="主席")).values(ends_on=_long_ago())
        )
        _raise_chart_version(connection)
    assert "“主席”目前没有人任职" in Browser(app, "sysadmin").get("/admin/rules/outgoing").text


def test_the_coverage_page_marks_every_clause_without_a_workflow(app):
    page = Browser(app, "auditor").get("/admin/rules/coverage").text
    from routing.presenting.rules import report

    assert page.count("没有流程执行这一条") == len(report().uncovered)
    assert "每一步、每个操作都有依据" in page
    for duty in report().duties:
        assert duty.text in page


def test_a_document_is_walked_through_the_house_step_by_step(app):
    page = words(simulated(app))
    assert "走得通：共12步，到“待归档”结束" in page
    for step in ("权益部部长（谢玉兰）", "副主席（顾明月）", "主席（周静宜）", "审核同意，送办公室核稿 → 待办公室核稿"):
        assert step in page


def test_the_time_limits_follow_the_urgency(app):
    assert "待部室审核 权益部部长（谢玉兰） 2个工作日" in words(simulated(app))
    assert "待部室审核 权益部部长（谢玉兰） 1个工作日" in words(simulated(app, urgency="加急"))
    assert "待部室审核 权益部部长（谢玉兰） 当天" in words(simulated(app, urgency="特急"))


def test_who_is_away_is_stood_in_for_or_waited_for(app):
    away = [key_of(Post, name="权益部部长")]
    page = words(simulated(app, away=away))
    assert "权益部部长外出，由分管副主席代为审核" in page
    assert "走得通" in page
    page = words(simulated(app, away=[key_of(Post, name="主席")], kind="请示"))
    assert "走不通：主席外出，要等其回来办理：重要公文和上行文由主席本人签发" in page
    assert "待复核编号" not in page
    both = [key_of(Post, name=name) for name in ("主席", "常务副主席")]
    assert "走不通：主席外出，又没有别人可以代办，等其回来办理" in words(simulated(app, away=both))


def test_nobody_reviews_a_draft_of_their_own(app):
    page = words(simulated(app, drafter=HEAD))
    assert "部室负责人就是拟稿人，按不审核本人文稿的规定，由分管副主席审核" in page
    assert "待部室审核 副主席（顾明月）" in page
    everybody = [key_of(Post, name=name) for name in ("副主席", "常务副主席", "主席")]
    assert "走不通" in words(simulated(app, drafter=HEAD, away=everybody))


def test_the_departments_that_sign_together_are_named_with_their_heads(app):
    page = words(simulated(app, countersigners=[key_of(Department, name="儿童工作部")], importance="重要事项"))
    assert "先会签（全部会签）：儿童工作部部长（魏淑芬）" in page
    assert "常务副主席（沈秋岚）" in page


def test_nobody_signs_a_draft_of_their_own_nor_a_second_time_what_they_have_just_decided(app):
    page = words(simulated(app, importance="重要事项"))
    assert "先会签（全部会签）：常务副主席（沈秋岚） 签发" in page
    page = words(simulated(app, importance="重要事项", drafter=VICE_CHAIR))
    assert "待分管主席审定 常务副主席（沈秋岚）" in page
    assert "先会签" not in page
    page = words(simulated(app, drafter=HEAD, countersigners=[key_of(Department, name="权益部")]))
    assert "先会签" not in page


def test_a_vacant_post_stops_the_walk_in_the_charts_own_words(app):
    with writing() as connection:
        connection.execute(
            update(Holding).where(Holding.post_id == key_of(Post, name="主席")).values(ends_on=_long_ago())
        )
        _raise_chart_version(connection)
    assert "走不通：“主席”目前没有人任职，请安全管理员在“任职”中安排" in words(simulated(app))


def test_nobody_drafts_for_a_department_that_is_not_theirs(app):
    page = words(simulated(app, department="儿童工作部"))
    assert "走不通：王芳没有在儿童工作部任职，也不分管儿童工作部，不能以儿童工作部名义拟稿" in page


def test_a_vice_chair_drafts_for_what_she_oversees_and_who_then_does_several_steps_is_named(app):
    page = words(simulated(app, drafter=VICE_CHAIR, away=[key_of(Post, name="主席")]))
    assert "分管副主席就是拟稿人" in page
    assert "沈秋岚一人要办2步：分管主席审定、主席签发" in page
    assert "一人要办" not in words(simulated(app))


def test_only_who_is_ticked_is_away_and_who_is_away_today_is_ticked_to_begin_with(app, house):
    days = delegating.Days(clock.today(), clock.today() + timedelta(days=13))  # more than a day's work in any season
    head = house.person(HEAD)
    absence = delegating.announce(head, days, "年休假").record_id
    delegating.approve(house.person(CHAIR), absence)
    post = key_of(Post, name="权益部部长")
    blank = Browser(app, "secadmin").get("/admin/rules/simulation").text
    assert re.findall(r'checked[^>]* name="away"[^>]* value="(\d+)"', blank) == [str(post)]
    assert "权益部部长外出" not in words(simulated(app))
    assert "权益部部长外出" in words(simulated(app, away=[post]))


def test_the_drafters_stand_under_their_departments(app):
    page = Browser(app, "secadmin").get("/admin/rules/simulation").text
    group = re.search(r'<optgroup label="权益部">.*?</optgroup>', page, re.DOTALL)[0]
    assert re.findall(r">(\w+)</option>", group) == ["谢玉兰", "王芳", "顾明月"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"department": 9999},
        {"drafter": "x"},
        {"kind": "密令"},
        {"workflow": "nothing"},
        {"urgency": "快"},
        {"away": [9999]},
    ],
)
def test_a_supposition_that_is_none_is_refused(app, wrong):
    answer = Browser(app, "secadmin").get("/admin/rules/simulation", query_string={**supposed(), **wrong})
    assert answer.status_code == 422
    assert "推演结果" not in answer.text


def test_a_department_does_not_countersign_for_itself(app):
    answer = simulated(app, countersigners=[key_of(Department, name="权益部")])
    assert answer.status_code == 422
    assert "拟稿部室不必会签自己的文稿" in answer.text


def test_a_walk_on_paper_only_reads(app, house):
    house.at("signing")
    browser, asked = Browser(app, "secadmin"), supposed(away=[key_of(Post, name="主席")], importance="重要事项")
    browser.get("/admin/rules/simulation", query_string=asked)
    with counted() as statements:
        assert browser.get("/admin/rules/simulation", query_string=asked).status_code == 200
    assert statements
    assert [one for one in statements if not one.lstrip().upper().startswith("SELECT")] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_few_times(app, house, page):
    house.at("signing")
    browser = Browser(app, "sysadmin")
    browser.get(page)
    with counted() as statements:
        browser.get(page)
    assert len(statements) <= 8, statements


def _long_ago():
    from datetime import date

    return date(2020, 12, 31)


def _raise_chart_version(connection):
    from routing.models import Organisation

    connection.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))
