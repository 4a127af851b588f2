"""What bad input gets: kept, or refused at its field with a clear message and still in the form. Never a 500.

The application under test raises what it cannot handle, so a request that answers at all has not broken.
"""

import re
from datetime import timedelta

import pytest

from routing import clock
from routing.database import reading
from routing.queries import documents as found
from tests.factories import DRAFTER, HEAD, Browser
from tests.files import samples as files
from tests.views.sheets import BODY, documents, error_at, filled, upload, value_of

EMOJI, RARE = "活动👩‍👩‍👧很好🎉", "𠮷田𡈽地𬺈"  # 4 octets each in UTF-8
NUL, BELL, TURNED = "有\0空字符", "有\x07响铃", "有\u202e方向\u200f标记"
VISIBLE, ODD = (EMOJI, RARE), (NUL, BELL, TURNED)
LINES = "\n".join(f"{number}．第{number}行" for number in range(10_000))
TABS = ("", "/done", "/mine", "/followed")
MEGABYTE = "公" * 350_000  # 1 MB in UTF-8


@pytest.fixture
def drafter(app):
    return Browser(app, DRAFTER)


def saved(house, document):
    return house.view(document).content


def is_chinese(message):
    """Something is said, and none of it is a library's English."""
    return bool(message) and not re.search("[A-Za-z]{3}", message)


def send(browser, house, address="/documents/new", **columns):
    return browser.post(address, filled(house, **columns))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "题" * 201, "共201字，最多200字，请删减1字"),
        ("recipients", "甲" * 2_001, "请删减1字"),
        ("copies_to", "乙" * 2_500, "请删减500字"),
        ("body", MEGABYTE, "共350000字，最多300000字，请删减50000字"),
        ("print_copies", "三十", "份数请填阿拉伯数字"),
        ("print_copies", "0", "份数须是1至9999之间的整数"),
        ("print_copies", "99999999999999999999", "份数须是1至9999之间的整数"),
        ("print_copies", "-5", "份数须是1至9999之间的整数"),
        ("print_copies", "٣", "份数须是1至9999之间的整数"),
        ("kind", "密令", ""),
        ("openness", "半公开", ""),
        ("urgency", "万急", ""),
        ("department", "abc", "请选择您所在的部室"),
        ("department", "-1", "请选择您所在的部室"),
        ("series", "999999", "请选择发文字号的种类"),
        ("series", "9" * 30, "请选择发文字号的种类"),
    ],
)
def test_a_wrong_column_is_told_at_its_field_and_the_rest_stays(house, drafter, field, value, message):
    page = send(drafter, house, **{"copies_to": "市委办公室", field: value})
    if "٣" in value:  # an Arabic-Indic 3 is a number to Python; it may be taken, but never break
        assert page.status_code in {303, 422}
        return
    assert page.status_code == 422
    assert message in error_at(page, field)
    assert is_chinese(error_at(page, field))
    if field != "body":
        assert value_of(page, "body") == BODY
    if field in {"title", "recipients", "copies_to", "body", "print_copies"}:
        assert value_of(page, field) == value
    assert documents() == 0


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("field", ["title", "recipients", "copies_to", "body"])
def test_a_character_that_nobody_can_see_is_named_with_its_place(house, drafter, field, text):
    page = send(drafter, house, **{field: text})
    assert page.status_code == 422
    assert "请删去后再保存" in error_at(page, field)
    assert documents() == 0


@pytest.mark.parametrize("text", [*VISIBLE, LINES, "公" * 300_000, "一行" * 50_000, "\n\n\n正文\n\n", "\t缩进"])
def test_what_can_be_seen_is_kept_character_by_character(house, drafter, text):
    answer = send(drafter, house, body=text)
    assert answer.status_code == 303
    document = int(answer.location.split("/")[2])
    assert saved(house, document).body == text
    page = drafter.get(answer.location)
    assert value_of(page, "body") == text
    assert drafter.get(f"/documents/{document}").status_code == 200
    assert drafter.get(f"/documents/{document}/compare?whole=1").status_code == 200


@pytest.mark.parametrize("text", [*ODD, *VISIBLE, LINES, MEGABYTE, ""])
def test_autosave_and_preview_take_any_text(house, drafter, text):
    kept = drafter.post("/drafts/new-0009", filled(house, body=text, title=text[:500], recipients=text[:500]))
    assert kept.status_code == 200
    page = drafter.get("/documents/new?draft=new-0009")
    assert value_of(page, "body") == text.replace("\0", "")
    seen = drafter.post("/drafts/preview", {"body": text}, headers={"X-Requested-With": "fetch"})
    assert seen.status_code == 200


@pytest.mark.parametrize("text", ODD)
def test_an_odd_opinion_is_refused_and_stays_in_its_box(app, house, text):
    document = house.at("department_review")
    head = Browser(app, HEAD)
    page = head.post(f"/documents/{document}/review", {"opinion": text})
    assert page.status_code == 422
    assert "请删去后再保存" in page.text
    assert value_of(page, "opinion").replace("\ufffd", "\0") == text
    assert house.row(document).state == "department_review"


def test_an_opinion_too_long_is_refused_and_stays_in_its_box(app, house):
    document = house.at("department_review")
    opinion = "好" * 2_001
    page = Browser(app, HEAD).post(f"/documents/{document}/review", {"opinion": opinion})
    assert page.status_code == 422
    assert "最多2000字" in page.text
    assert value_of(page, "opinion") == opinion


@pytest.mark.parametrize("text", VISIBLE)
def test_an_opinion_keeps_every_visible_character(app, house, text):
    document = house.at("department_review")
    head = Browser(app, HEAD)
    assert head.post(f"/documents/{document}/review", {"opinion": text}).status_code == 303
    assert text in head.get(f"/documents/{document}").text


@pytest.mark.parametrize("text", [*ODD, *VISIBLE, MEGABYTE, "' OR 1=1 --", "%_\\", '"', "*", "NEAR(", "-a", "AND", " "])
def test_search_answers_whatever_is_asked(house, drafter, text):
    house.draft()
    page = drafter.get("/search", query_string={"q": text[:20_000]})
    assert page.status_code in {200, 422}


@pytest.mark.parametrize(
    "address",
    [
        *(f"/tray{tab}?page={page}" for tab in TABS for page in ("-1", "0", "9" * 19, "abc", "1e9")),
        "/tray?which=<script>",
        "/tray?which=%00",
        *(f"/register?from={start}" for start in ("abc", "-5", "9" * 19, "9" * 30)),
        *(f"/register{kind}?series={odd}&year={odd}" for kind in ("", ".xlsx") for odd in ("abc", "-1", "9" * 30)),
        "/search?department=abc",
        f"/search?department={'9' * 30}",
        "/search?since=2026-13-45&until=yesterday",
        "/search?since=0000-00-00",
        "/search?since=9999-12-31&until=0001-01-01",
        "/search?kind=<b>&state=nowhere&order=random",
        "/search?q=a&after=abc",
        "/search?q=a&after=%00",
        "/search?q=a&after=" + "9" * 40,
        "/documents/new?draft=" + "x" * 5_000,
        "/documents/new?draft=%00%E2%80%AE",
        "/account/password?expired=%00",
        "/login?next=%00&as=%00",
    ],
)  # fmt: skip
def test_any_query_gets_an_answer(house, drafter, address):
    house.at("printing")
    assert drafter.get(address).status_code in {200, 422}


@pytest.mark.parametrize("day", ["2026-13-45", "yesterday", "0000-00-00", "二〇二六年"])
def test_a_wrong_date_of_a_search_is_told_at_its_field(drafter, day):
    page = drafter.get("/search", query_string={"q": "妇联", "since": day})
    assert is_chinese(error_at(page, "since"))
    assert value_of(page, "since") == day
    assert value_of(page, "q") == "妇联"


@pytest.mark.parametrize("query", ["old=999&new=-3", "old=abc&new=def", f"old={'9' * 30}", "old=0&new=0"])
def test_revisions_that_do_not_exist_are_compared_as_the_nearest(house, drafter, query):
    document = house.draft()
    assert drafter.get(f"/documents/{document}/compare?{query}").status_code == 200


@pytest.mark.parametrize(
    "place", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/\n/x"]
)
def test_login_never_leads_out_of_the_house(app, place):
    visitor = Browser(app)
    page = visitor.get("/login", query_string={"next": place})
    answer = visitor.post("/login", {"username": DRAFTER, "password": "Hongtou-2026", "next": place}, page)
    assert answer.status_code == 303
    assert answer.location == "/"


@pytest.mark.parametrize("text", [*ODD, *VISIBLE, "长" * 5_000, "", "' OR 1=1 --"])
def test_login_refuses_any_wrong_name_and_password_in_the_same_words(app, text):
    visitor = Browser(app)
    for data in ({"username": text, "password": "x"}, {"username": DRAFTER, "password": text}):
        page = visitor.post("/login", data, visitor.get("/login"))
        assert page.status_code == 422
        assert any(words in page.text for words in ("用户名或密码不对", "请填写", "最多"))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("recipient", "", "请填写发给哪个单位"),
        ("recipient", "单" * 121, "最多120字"),
        ("recipient", NUL, "请删去"),
        ("copies", "", "请填写份数"),
        ("copies", "六", "份数"),
        ("copies", "0", "份数须是1至9999之间的整数"),
        ("copies", "9" * 30, "份数须是1至9999之间的整数"),
        ("method", "飞鸽", ""),
    ],
)
def test_a_wrong_line_of_the_distribution_list_is_told_at_its_field(app, house, field, value, message):
    document = house.at("distributing")
    drafter = Browser(app, DRAFTER)
    line = {"recipient": "各市（区）妇联", "copies": "6", "method": "机要交换", field: value}
    page = drafter.post(f"/documents/{document}/list_recipient", line)
    assert page.status_code == 422
    assert message in error_at(page, field)
    assert is_chinese(error_at(page, field))
    if field != "recipient":
        assert value_of(page, "recipient") == "各市（区）妇联"
    assert found.distribution(reading(), document) == []


def test_a_receipt_in_the_future_or_without_a_date_is_refused(app, house):
    document = house.at("distributing")
    drafter = Browser(app, DRAFTER)
    drafter.post(f"/documents/{document}/list_recipient", {"recipient": "市委办", "copies": "2", "method": "机要交换"})
    (line,) = found.distribution(reading(), document)
    tomorrow = clock.local(clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    for moment, message in (
        (tomorrow, "签收时间不能晚于现在"),
        ("", "请填写签收时间"),
        ("2026-99-99T99:99", "请填写签收时间"),
    ):
        page = drafter.post(
            f"/documents/{document}/record_receipt",
            {"line": line.id, "received_by": "收发室李师傅", "received_at": moment},
        )
        assert page.status_code == 422
        assert message in page.text
        assert 'value="收发室李师傅"' in page.text


@pytest.mark.parametrize("level", ["秘密", "机密", "绝密"])
def test_a_secret_document_is_refused_with_the_law_and_not_kept(house, drafter, level):
    page = send(drafter, house, secrecy=level, body="涉密内容一二三")
    assert page.status_code == 422
    assert "《保守国家秘密法》第三十一条第三项" in error_at(page, "secrecy")
    assert documents() == 0
    assert "涉密内容一二三" not in drafter.get("/documents/new?draft=new-0001").text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("程序.exe", b"MZ" + b"\0" * 200, "程序.exe"),
        ("网页.html", b"<html><script>alert(1)</script></html>", "网页.html"),
        ("名单.pdf", b"MZ" + b"\0" * 200, "名单.pdf"),
        ("名单.pdf", files.png(), "名单.pdf"),
        ("空.pdf", b"", "空.pdf"),
        ("无名", b"text", "无名"),
        ("太大.pdf", files.pdf() + b"%" * 2_000, "太大.pdf"),
    ],
)
def test_a_forbidden_attachment_is_refused_while_text_and_other_files_stay(app, house, name, content, words):
    app.config["ATTACHMENT_LIMIT"] = 1_500
    drafter = Browser(app, DRAFTER)
    page = send(drafter, house, files=[upload("说明.txt", "说明".encode()), upload(name, content)])
    assert page.status_code == 422
    assert words in error_at(page, "files")
    assert value_of(page, "body") == BODY
    assert "说明.txt" in page.text
    assert page.text.count('name="kept"') == 1
    assert documents() == 0
