"""The page of a received paper and what is done on it, over HTTP."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from routing import clock
from routing.database import let_go, reading
from routing.models import Task
from routing.presenting.documents import way
from routing.services import delegating, reader_lists, receiving
from routing.services.delegating import Days
from routing.services.orders import Assignment, Circulating, HandOver
from tests.factories import CHAIR, CLERK, DIRECTOR, DRAFTER, HEAD, VICE_CHAIR, Browser
from tests.files import samples


def person(house, username):
    return f"person:{house.person(username).person_id}"


def post(house, username):
    return f"post:{house.person(username).seats[0].post_id}"


def fresh(house):
    """What the browsers committed is seen from here."""
    let_go()
    return house


def act(browser, document, key, **data):
    page = browser.get(f"/documents/{document}")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    return browser.post(f"/documents/{document}/{key}", {"version": version[1] if version else "", **data}, page=page)


def sheets():
    """A PDF of two pages."""
    page, octets = Image.new("RGB", (400, 560), "white"), io.BytesIO()
    page.save(octets, "PDF", save_all=True, append_images=[page])
    return octets.getvalue()


def proposed(house, **columns):
    paper = house.receive(**columns)
    house.act(paper, "propose", CLERK, opinion="拟请权益部办理，组宣部阅。")
    return paper


def endorsed(house):
    """A paper that is read and acted upon."""
    paper = proposed(house)
    change = Assignment(
        lead=post(house, HEAD), helpers=(post(house, "yanhongmei"),), readers=(person(house, "yanhongmei"),)
    )
    house.act(paper, "endorse", DIRECTOR, opinion="请权益部抓紧办理。", change=change)
    return paper


def test_the_way_of_a_paper_over_http_from_the_office_to_the_file(house):
    paper = house.receive()
    people = {name: Browser(house.app, name) for name in (CLERK, DIRECTOR, CHAIR, HEAD, "yanhongmei")}
    today = clock.today().isoformat()
    steps = [
        (CLERK, "propose", {"opinion": "拟请权益部办理"}),
        (DIRECTOR, "send_up", {"next": post(house, CHAIR)}),
        (CHAIR, "instruct", {"opinion": "请抓紧办理", "lead": post(house, HEAD), "due_on": today,
                             "readers": [person(house, "yanhongmei")]}),
        ("yanhongmei", "read", {"phrase": "已阅。"}),
        (HEAD, "report", {"opinion": "方案已报"}),
        (CHAIR, "accept_result", {}),
        (CLERK, "close_task", {}),
        (CLERK, "finish", {}),
    ]  # fmt: skip
    for username, key, data in steps:
        answer = act(people[username], paper, key, **data)
        assert answer.status_code == 303, (key, answer.text)
        assert people[username].get(f"/documents/{paper}").status_code == 200
    assert fresh(house).row(paper).state == "incoming_kept"
    page = people[CHAIR].get(f"/documents/{paper}").text
    for words in ("方案已报", "请抓紧办理", "已阅1人，共1人", "拟请权益部办理", "苏妇发〔2026〕8号"):
        assert words in page


def test_the_page_of_a_received_paper_has_nothing_of_an_outgoing_one(house):
    paper = proposed(house)
    clerk = Browser(house.app, CLERK)
    page = clerk.get(f"/documents/{paper}").text
    for words in ("正式版面", "下载 PDF", "发文稿纸", f"/documents/{paper}/paper"):
        assert words not in page
    for address in ("paper", "paper.pdf", "paper.docx", "paper/1.png", "sheet", "forms/drafting-sheet.pdf", "edit"):
        assert clerk.get(f"/documents/{paper}/{address}").status_code == 404, address


def test_a_corrected_registration_shows_which_columns_were_changed(house):
    paper = house.receive()
    actor = house.person(CLERK)
    receiving.correct(paper, replace(receiving.registered(paper, actor), copies=5, organ="省妇联"), actor)
    clerk = Browser(house.app, CLERK)
    assert "第1次更正" in clerk.get(f"/documents/{paper}").text
    page = clerk.get(f"/documents/{paper}/compare").text
    assert "<del>江苏省妇女联合会</del>" in page
    assert "<ins>省妇联</ins>" in page
    assert "标题" not in page.split("<tbody>")[1]
    assert clerk.get(f"/documents/{paper}/revisions/1").status_code == 200


def test_what_was_typed_comes_back_with_the_field_that_was_wrong(house):
    paper = proposed(house)
    director = Browser(house.app, DIRECTOR)
    helper, reader = post(house, "yanhongmei"), person(house, CHAIR)
    answer = act(director, paper, "endorse", opinion="请办", helpers=[helper], readers=[reader], due_on="2999-01-01x")
    assert answer.status_code == 422
    assert "办理期限请填日期" in answer.text
    assert re.search(rf'value="{helper}" checked', answer.text)
    assert re.search(rf'value="{reader}" checked', answer.text)
    assert 'value="2999-01-01x"' in answer.text
    without_lead = act(director, paper, "endorse", opinion="请办", helpers=[helper])
    assert "还要选择由谁牵头办理" in without_lead.text
    assert re.search(r'name="lead"[^>]*aria-invalid="true"', without_lead.text)


def test_each_of_several_tasks_is_reported_by_itself(house):
    paper = proposed(house)
    for words in ("请报方案", "请报名单"):
        house.act(paper, "assign", VICE_CHAIR, opinion=words, change=Assignment(lead=post(house, HEAD)))
    head = Browser(house.app, HEAD)
    page = head.get(f"/documents/{paper}").text
    slips = {slip.asked: slip.id for slip in house.slips(paper) if slip.kind == "task"}
    assert {f'name="slip" value="{one}"' in page for one in slips.values()} == {True}
    assert act(head, paper, "report", opinion="名单在此", slip=str(slips["请报名单"])).status_code == 303
    let_go()
    states = dict(reading().execute(select(Task.wording, Task.state)).tuples().all())
    assert states == {"请报方案": "open", "请报名单": "reported"}


def test_whoever_gave_a_task_cancels_it_on_its_own_row(house):
    paper = endorsed(house)
    director = Browser(house.app, DIRECTOR)
    page = director.get(f"/documents/{paper}").text
    task = re.search(r'name="task" value="(\d+)"', page)[1]
    assert "撤销交办" not in Browser(house.app, HEAD).get(f"/documents/{paper}").text
    assert "理由" in act(director, paper, "cancel_task", task=task).text
    assert act(director, paper, "cancel_task", task=task, opinion="情况变化").status_code == 303
    assert "已撤销" in director.get(f"/documents/{paper}").text


def test_the_original_is_handed_over_in_two_taps_and_its_way_is_told(house):
    paper = endorsed(house)
    head, clerk = Browser(house.app, HEAD), Browser(house.app, CLERK)
    assert "我已收到原件" in head.get(f"/documents/{paper}").text
    assert act(head, paper, "hand_over", person=str(house.person(HEAD).person_id)).status_code == 303
    assert "在谢玉兰手里" in clerk.get(f"/documents/{paper}").text
    page = clerk.get("/originals").text
    assert "谢玉兰（1件）" in page
    assert clerk.get(f"/originals?holder={house.person(HEAD).person_id}").text.count(f"/originals/{paper}") == 1
    assert "没有纸质原件" in clerk.get(f"/originals?holder={house.person(CHAIR).person_id}").text


def test_urging_is_one_tap_and_the_page_says_when_it_was_urged(house):
    paper = endorsed(house)
    clerk = Browser(house.app, CLERK)
    assert "还没有催办过" in clerk.get(f"/documents/{paper}").text
    assert act(clerk, paper, "urge").status_code == 303
    assert "催办过" in clerk.get(f"/documents/{paper}").text
    assert "今天已经催过了" in act(clerk, paper, "urge").text


def test_readers_are_chosen_by_department_and_saved_list_and_one_on_leave_has_a_stand_in(house):
    keys = [post(house, HEAD), post(house, "yanhongmei")]
    reader_lists.save(house.person(CLERK), None, "各部室负责人", keys)
    today = clock.today()
    delegating.announce(house.person(CHAIR), Days(today, today + timedelta(days=2)), "出差")
    page = Browser(house.app, CLERK).get(f"/documents/{house.receive()}").text
    assert '各部室负责人 <span class="muted">2人' in page
    assert "权益部全体" in page
    assert "外出至" in page
    assert re.search(r'data-instead="person:\d+" hidden>改请沈秋岚', page), "the first of the vice-chairs"


def test_reading_can_be_signed_in_a_batch_and_a_task_never(house):
    papers = [proposed(house, source_number=f"苏妇发〔2026〕{number}号") for number in (1, 2)]
    for paper in papers:
        change = Assignment(lead=post(house, HEAD), readers=(person(house, HEAD),))
        house.act(paper, "endorse", DIRECTOR, opinion="请办", change=change)
    head = Browser(house.app, HEAD)
    for paper in papers:
        head.get(f"/documents/{paper}")
    page = head.get("/tray/batch")
    assert "阅签" in page.text
    assert "报告办理结果" not in page.text
    chosen = re.findall(r'name="chosen" value="([^"]+)"', page.text)
    head.post("/tray/batch", {"key": "read", "chosen": chosen}, page)
    fresh(house)
    left = [slip.kind for paper in papers for slip in house.slips(paper) if slip.closed_at is None]
    assert left == ["task", "task"]


def test_the_tray_says_what_is_asked_for_each_kind_of_slip(house):
    paper = endorsed(house)
    house.act(paper, "propose_reader", "yanhongmei", change=Circulating((person(house, CHAIR),)), opinion="涉及宣传")
    house.act(paper, "assign", CHAIR, opinion="请研究", change=Assignment(lead=post(house, DIRECTOR)))
    house.act(paper, "report", DIRECTOR, opinion="已研究")
    seen = {
        HEAD: "请您牵头办理：请权益部抓紧办理。",
        "yanhongmei": "请您协办：请权益部抓紧办理。",
        CLERK: "建议增加传阅人：建议请周静宜阅",
        CHAIR: "请审定结果：已研究",
    }
    for username, words in seen.items():
        assert words in Browser(house.app, username).get("/tray").text, username
    assert "请您阅签" in Browser(house.app, "yanhongmei").get("/tray").text
    house.act(paper, "accept_result", CHAIR)
    assert "督办销号：领导已同意办结" in Browser(house.app, CLERK).get("/tray").text
    assert "同意办结" in Browser(house.app, CHAIR).get("/tray/done").text


def test_a_scan_is_looked_at_page_by_page_and_another_file_is_downloaded(house):
    files = house.attach("来文.pdf", sheets(), CLERK) + house.attach("附件.docx", samples.word(), CLERK)
    paper = house.receive(attachments=files)
    clerk = Browser(house.app, CLERK)
    page = clerk.get(f"/documents/{paper}").text
    scan, word = (file.attachment_id for file in files)
    assert f"/attachments/{scan}/pages" in page
    assert f"/attachments/{word}/pages" not in page
    assert f"/attachments/{scan}/pages/1.png" in clerk.get(f"/attachments/{scan}/pages").text
    assert clerk.get(f"/attachments/{scan}/pages/1.png").mimetype == "image/png"
    assert clerk.get(f"/attachments/{scan}/pages/999.png").status_code == 404
    assert "不能在网页里看" in clerk.get(f"/attachments/{word}/pages").text


class TestAReply:
    def test_is_drafted_from_the_paper_and_bound_to_it(self, house):
        paper = endorsed(house)
        head = Browser(house.app, HEAD)
        page = head.get(f"/documents/new?answers={paper}")
        assert 'value="泰州市妇女联合会关于做好家庭教育指导服务工作情况的报告"' in page.text
        assert 'value="江苏省妇女联合会"' in page.text
        key = re.search(r'name="draft_key"[^>]*value="([^"]+)"', page.text)[1]
        series = re.search(r'<select[^>]*name="series".*?value="(\d+)"', page.text, re.DOTALL)[1]
        department = str(house.person(HEAD).departments[0])
        sent = {"draft_key": key, "title": "关于家庭教育工作情况的报告", "body": "现将情况报告如下。", "kind": "报告",
                "department": department, "series": series, "save": "1"}  # fmt: skip
        answer = head.post("/documents/new", sent, page)
        assert answer.status_code == 303, answer.text
        reply = int(re.search(r"/documents/(\d+)", answer.location)[1])
        assert fresh(house).row(reply).answers_id == paper
        assert f'/documents/{paper}">江苏省妇女联合会关于做好' in head.get(f"/documents/{reply}").text
        assert f'/documents/{reply}"' in head.get(f"/documents/{paper}").text

    def test_is_not_drafted_from_what_one_may_not_read_nor_from_a_restricted_paper(self, house):
        paper = house.receive()
        assert Browser(house.app, "panyue").get(f"/documents/new?answers={paper}").status_code == 404
        secret = house.receive(origin="confidential", title="机要内容标题", scope=house.scope(HEAD, CHAIR))
        answer = Browser(house.app, HEAD).get(f"/documents/new?answers={secret}")
        assert answer.status_code == 422
        assert "机要内容标题" not in answer.text


class TestTheSavedLists:
    def test_are_kept_by_the_office_and_by_nobody_else(self, house):
        clerk = Browser(house.app, CLERK)
        page = clerk.get("/incoming/lists/new")
        empty = clerk.post("/incoming/lists/new", {"name": "班子成员"}, page)
        assert empty.status_code == 422
        assert "请至少选一个" in empty.text
        assert 'value="班子成员"' in empty.text
        readers = [person(house, CHAIR), person(house, VICE_CHAIR)]
        assert clerk.post("/incoming/lists/new", {"name": "班子成员", "readers": readers}, page).status_code == 303
        again = clerk.post("/incoming/lists/new", {"name": "班子成员", "readers": readers}, page)
        assert "已有同名的名单" in again.text
        assert "周静宜、顾明月" in clerk.get("/incoming/lists").text
        assert Browser(house.app, HEAD).get("/incoming/lists").status_code == 403
        assert "班子成员" in clerk.get(f"/documents/{house.receive()}").text
        assert clerk.post("/incoming/lists/1/delete", {}, page).status_code == 303
        assert "还没有常用名单" in clerk.get("/incoming/lists").text


@pytest.mark.parametrize("state", ["registering", "proposing", "endorsing", "instructing", "handling"])
def test_the_page_stands_in_every_state_for_everybody(house, state):
    paper = house.receive()
    steps = {
        "endorsing": [("propose", CLERK, {"opinion": "拟办"})],
        "instructing": [("send_up", DIRECTOR, {"change": Assignment(next=post(house, CHAIR))})],
        "handling": [("instruct", CHAIR, {"opinion": "办", "change": Assignment(lead=post(house, HEAD))})],
    }
    for key, moves in steps.items():
        for action, who, order in moves:
            if list(steps).index(key) <= (list(steps).index(state) if state in steps else -1):
                house.act(paper, action, who, **order)
    for username in (CLERK, DIRECTOR, CHAIR, VICE_CHAIR, "hesufen", HEAD, DRAFTER):
        assert Browser(house.app, username).get(f"/documents/{paper}").status_code in {200, 404}


def test_the_way_says_which_steps_a_paper_went_past(house):
    def stations(paper, by):
        return {one["label"]: (one["status"], one["when"]) for one in way(house.view(paper, by))}

    direct = stations(endorsed(house), DIRECTOR)
    assert direct["领导批示"] == ("skipped", "未经过")
    assert direct["主任签批"][0] == "done"
    secret = stations(house.receive(origin="confidential", scope=house.scope(CHAIR)), CHAIR)
    past = ("初审拟办", "主任签批", "领导批示")
    assert {secret[step][0] for step in past} == {"skipped"}
    assert secret["签收登记"][0] == "done"
    assert "skipped" not in {one["status"] for one in way(house.view(house.at("signing")))}


def test_where_the_original_is_is_said_before_the_paper_is_filed(house):
    paper = house.receive()
    clerk = Browser(house.app, CLERK)
    assert "先登记原件交接" not in clerk.get(f"/documents/{paper}").text
    house.act(paper, "hand_over", CLERK, change=HandOver(house.person(CHAIR).person_id))
    assert "原件现在周静宜处，先登记原件交接。" in clerk.get(f"/documents/{paper}").text
    secret = house.receive(origin="confidential", scope=house.scope(CHAIR))
    assert "先登记原件交接" not in clerk.get(f"/originals/{secret}").text
    house.act(secret, "read", CHAIR)
    house.act(secret, "hand_over", CLERK, change=HandOver(house.person(CHAIR).person_id))
    assert clerk.get(f"/originals/{secret}").text.count("原件现在周静宜处，先登记原件交接。") == 2, "办结 and 清退"
