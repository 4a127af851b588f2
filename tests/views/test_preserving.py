"""四性检测 and 鉴定销毁 on their pages: who gets where, what they say, how many queries they take."""

import json

import pytest
from sqlalchemy import select

from routing.database import let_go, reading
from routing.models import Errand
from routing.presenting import disposal as words
from routing.services import errands
from routing.services.orders import Convening
from tests.factories import ARCHIVIST, CHAIR, CLERK, DIRECTOR, DRAFTER, Browser
from tests.files import samples
from tests.queries.test_budget import assert_within_budget
from tests.services.preserving.archive import (
    COMMITTEE,
    WITNESSES,
    approve,
    carry_out,
    expire,
    item,
    keys,
    listed,
    text_of,
    witness,
)
from tests.services.preserving.test_inspecting import everything, files_of, tamper
from tests.services.test_borrowing import recorded

AUDITOR = "auditor"


def test_what_was_found_stands_first_on_the_archivists_and_the_auditors_page(house):
    archivist, auditor = Browser(house.app, ARCHIVIST), Browser(house.app, AUDITOR)
    assert "还没有检测报告" in archivist.get("/archive/checks").text
    sound, bad = house.file([house.at("awaiting_filing"), house.at("awaiting_filing")])
    tamper(files_of(bad)[0].digest, b"x")
    report = everything(house)
    for person in (archivist, auditor):
        page = person.get("/archive/checks").text
        assert page.index("发现的问题") < page.index("检测报告</h2>")
        assert item(bad).code in page
        assert "的字节与归档时的校验码不符" in page
        assert_within_budget(person, "/archive/checks")
        assert_within_budget(person, f"/archive/checks/{report.inspection_id}")
        assert_within_budget(person, f"/archive/checks/items/{bad}")
    errand = archivist.get(f"/errands/{latest_errand(house)}").text
    assert f'href="/archive/checks/{report.inspection_id}">看检测报告</a>' in errand
    assert "检测全部馆藏</button>" in archivist.get("/archive/checks").text
    assert "检测全部馆藏</button>" not in auditor.get("/archive/checks").text
    assert "四性检测发现" in archivist.get("/archive").text
    assert "四性检测发现" in auditor.get("/audit").text
    told = json.loads(auditor.get(f"/archive/checks/{report.inspection_id}.json").text)
    assert told["verdict"] == "检测2件，1件有问题"
    assert {one["key"] for one in told["checks"]} >= {"digests", "run", "backup"}
    pdf = text_of(archivist.get(f"/archive/checks/{report.inspection_id}.pdf").data)
    assert "电子档案四性检测报告" in pdf
    assert "1件有问题" in pdf
    found = archivist.get(f"/archive/checks/find?code={item(sound).code}")
    assert found.location == f"/archive/checks/items/{sound}"
    unknown = archivist.get("/archive/checks/find?code=没有")
    assert unknown.status_code == 404
    assert "没有这个档号：没有。" in unknown.text
    assert 'value="没有"' in unknown.text
    answer = archivist.post(f"/archive/checks/items/{sound}")
    assert answer.status_code == 303
    assert "没有发现问题" in archivist.get(answer.location).text
    assert auditor.post(f"/archive/checks/items/{sound}").status_code == 403
    assert "四性检测报告" in text_of(archivist.get(f"/archive/checks/items/{sound}.pdf").data)
    assert archivist.get("/archive/checks/999").status_code == 404


def latest_errand(house):
    let_go()
    return reading().execute(select(Errand.id).order_by(Errand.id.desc()).limit(1)).scalar_one()


def test_the_report_of_the_whole_names_the_items_that_a_person_should_look_at(house):
    (plain,) = house.file([house.at("awaiting_filing")])
    attached = house.filed(attachments=house.attach("附件.docx", samples.word()))
    report = everything(house)
    archivist = Browser(house.app, ARCHIVIST)
    page = archivist.get(f"/archive/checks/{report.inspection_id}").text
    listed_, checks = page.split("请核对、没有检查的</h2>")[1].split('id="checks-heading"')
    assert f'href="/archive/checks/items/{attached}"' in listed_
    assert "请核对：《附件.docx》不是长期保存格式" in listed_
    assert item(plain).code not in listed_
    assert "1件请核对" in checks
    assert "2件没有检查" in checks  # nobody set a scanner: said once, not item by item
    printed = text_of(archivist.get(f"/archive/checks/{report.inspection_id}.pdf").data)
    listed_ = printed.split("请核对、没有检查的")[1]
    assert item(attached).code in listed_
    assert "请核对：《附件.docx》不是长期保存格式" in listed_
    assert item(plain).code not in listed_


def test_what_no_item_was_asked_is_said_once_also_where_some_are_of_paper_alone(house):
    (plain,) = house.file([house.at("awaiting_filing")])
    paper = recorded(house)
    report = everything(house)
    page = Browser(house.app, ARCHIVIST).get(f"/archive/checks/{report.inspection_id}").text
    assert "没有设置查毒软件，1件没有检查，1件不适用" in page
    assert page.count("没有设置查毒软件") == 1
    assert "请核对、没有检查的</h2>" not in page
    assert {item(plain).state, item(paper).state} == {"filed"}


def test_a_list_is_made_decided_and_carried_out_on_the_screen(house):
    first, second = house.file([house.at("awaiting_filing"), house.at("awaiting_filing")])
    expire(first, second)
    archivist = Browser(house.app, ARCHIVIST)
    page = archivist.get("/archive/disposal").text
    assert "有 2 件档案保管期满" in page
    page = archivist.get("/archive/disposal/new")
    assert item(first).code in page.text
    answer = archivist.post("/archive/disposal/new", {"title": "鉴定", "basis": "", "codes": "J999"}, page)
    assert answer.status_code == 422
    assert "请写明按什么规定" in answer.text
    assert answer.text.count("没有这个档号：J999") == 2  # in the summary and at its field, with what else is wrong
    answer = archivist.post("/archive/disposal/new", {"title": "鉴定", "basis": "到期", "codes": "J999"}, page)
    assert "没有这个档号：J999" in answer.text
    columns = {"title": "2015年短期档案鉴定", "basis": "短期保管期满", "items": [first, second]}
    made = archivist.post("/archive/disposal/new", columns, page)
    assert made.status_code == 303
    disposal = int(made.location.split("/")[3])
    page = archivist.get(made.location).text
    assert f'href="/documents/{item(first).document_id}" target="_blank"' in page, "what is decided on can be read"
    assert "第1稿，共2件：还没有定2件" in archivist.get(f"/documents/{disposal}").text
    form = {
        "title": "2015年短期档案鉴定",
        "basis": "短期保管期满",
        f"decision-{first}": "keep",
        f"period-{first}": "D30",
        f"reason-{first}": "仍有查考价值",
        "decision": "destroy",
    }
    answer = archivist.post(made.location, form)
    assert answer.status_code == 422
    assert "请同时写明理由" in answer.text
    assert "仍有查考价值" in answer.text
    half = {**form, f"period-{first}": "", f"decision-{second}": "destroy", f"reason-{second}": "无", "decision": ""}
    page = archivist.get(archivist.post(made.location, half).location).text
    lack = f"还有1件没有写齐：{item(first).code}续存没有选期限。写齐后才能送鉴定"
    assert page.count(lack) == 2  # said when it is saved, and as long as it is so
    assert page.count('class="is-open"') == 1
    assert "清单编好，送鉴定委员会" not in page
    form |= {f"decision-{second}": "", f"reason-{second}": ""}
    answer = archivist.post(made.location, {**form, "reason": "无保存价值"})
    assert answer.location == f"/documents/{disposal}"
    page = archivist.get(answer.location).text
    assert "共2件：续存1件，销毁1件" in page
    assert archivist.post(f"/documents/{disposal}/submit_list").status_code == 303
    assert archivist.post(f"/documents/{disposal}/execute_disposal").status_code in {409, 422}
    let_go()
    witness(house, approve(house, disposal))
    for username in (ARCHIVIST, CHAIR, DIRECTOR, CLERK):
        assert_within_budget(Browser(house.app, username), f"/documents/{disposal}")
    assert_within_budget(archivist, "/archive/disposal")
    assert_within_budget(archivist, "/archive/disposal/new")
    assert "执行销毁</button>" in archivist.get(f"/documents/{disposal}").text
    assert "执行销毁</button>" not in Browser(house.app, CHAIR).get(f"/documents/{disposal}").text
    answer = archivist.post(f"/archive/disposal/{disposal}/execute")
    assert answer.location.startswith("/errands/")
    assert "正在销毁" in archivist.get(f"/documents/{disposal}").text
    let_go()
    assert errands.run_next()
    page = archivist.get(f"/documents/{disposal}").text
    assert "已续存" in page
    assert "已销毁" in page
    assert_within_budget(archivist, f"/documents/{disposal}")
    register = archivist.get(f"/archive/disposal/{disposal}/register.pdf")
    assert item(second).code in text_of(register.data)
    assert archivist.get(f"/documents/{disposal}/revisions/2").status_code == 200
    assert "没有定" not in archivist.get("/archive/disposal").text

    gone = item(second).document_id
    assert f'href="/documents/{gone}"' in archivist.get(f"/documents/{disposal}").text  # to what is left of it
    person = Browser(house.app, DRAFTER)
    assert "这份文件已经销毁" in person.get(f"/documents/{gone}").text
    assert_within_budget(person, f"/documents/{gone}")
    for address in ("/paper", "/paper.pdf", "/sheet", "/compare", "/revisions/1", "/edit", "/forms/drafting-sheet.pdf"):
        assert person.get(f"/documents/{gone}{address}").status_code == 404, address
    assert Browser(house.app, CHAIR).post(f"/documents/{gone}/revoke", {"opinion": "x"}).status_code in {409, 422}


def test_committee_and_witnesses_sign_in_words_of_their_own(house):
    one = house.filed()
    expire(one)
    disposal = listed(house, one, submit=False)
    address = f"/documents/{disposal}"
    archivist, director = Browser(house.app, ARCHIVIST), Browser(house.app, DIRECTOR)
    assert "销毁编号销毁" in archivist.get(archivist.post(f"{address}/submit_list").location).text
    page = director.get(address).text
    assert "现在0人签署，至少要两名委员签署：先点“请委员签署鉴定意见”" in page
    assert "都已签署" not in page
    house.act(disposal, "convene", DIRECTOR, change=Convening(keys(house, *COMMITTEE)))
    page = Browser(house.app, COMMITTEE[0]).get(address).text
    assert "同意清单上的鉴定意见" in page
    assert "同意文稿" not in page
    assert "核稿" not in page
    tray = Browser(house.app, COMMITTEE[0]).get("/tray").text
    assert "鉴定中" in tray
    assert "会签中" not in tray
    assert ">鉴定意见</h2>" in page
    assert "委员会鉴定，全部签署；有人不同意时：记录在案，继续鉴定" in page
    assert "会签" not in page
    for person in COMMITTEE:
        house.act(disposal, "sign_jointly", person)
    assert house.view(disposal).lines[-1].opinion == "同意鉴定意见"
    assert "先点“请" not in director.get(address).text
    house.act(disposal, "propose_disposal", DIRECTOR)
    house.act(disposal, "approve_disposal", CHAIR)
    page = archivist.get(address).text
    assert "现在0人签署，要两名监销人签字：先点“请监销人核对签字”" in page
    assert "执行销毁</button>" not in page, "it could only be refused"
    house.act(disposal, "convene", ARCHIVIST, change=Convening(keys(house, *WITNESSES)))
    page = Browser(house.app, WITNESSES[0]).get(address).text
    assert f'href="/documents/{item(one).document_id}"' in page  # whoever may read it opens it from the list
    assert "监销签字" in page
    assert page.index(">监销</h2>") < page.index(">鉴定意见</h2>")  # what is under way stands first
    assert "鉴定完毕，均同意" in page
    assert "会签" not in page
    for person in WITNESSES:
        house.act(disposal, "sign_jointly", person)
    assert "监销签字" in archivist.get(address).text
    carry_out(house, disposal)
    station = next(one for one in words.way(house.view(disposal)) if one["label"] == "监销")
    assert station["who"] == "许雅琴、蒋蕾"


@pytest.mark.parametrize("page", ["", "/paper", "/compare", "/sheet", "/edit", "/paper.pdf", "/revisions/1"])
def test_no_page_of_a_list_breaks(house, page):
    one = house.filed()
    expire(one)
    disposal = listed(house, one)
    assert Browser(house.app, CHAIR).get(f"/documents/{disposal}{page}").status_code in {200, 404, 303, 302, 403}
