"""A page that was overtaken, a form sent twice or made by hand, an address that leads nowhere: nothing moves."""

import pytest

from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, Browser
from tests.files import samples as files
from tests.views.sheets import documents, filled, upload, value_of


@pytest.fixture
def drafter(app):
    return Browser(app, DRAFTER)


def send(browser, house, address="/documents/new", **columns):
    return browser.post(address, filled(house, **columns))


def saved(house, document):
    return house.view(document).content


def test_a_stale_page_says_who_was_first_and_shows_the_new_state_and_what_was_written(app, house):
    document = house.at("department_review")
    head = Browser(app, HEAD)
    seen = head.get(f"/documents/{document}")
    house.act(document, "review", by=HEAD)
    page = head.post(
        f"/documents/{document}/review", {"opinion": "同意，请快办。", "version": value_of(seen, "version")}, seen
    )
    assert page.status_code == 409
    assert "已被谢玉兰于" in page.text
    assert "待办公室核稿" in page.text
    assert "同意，请快办。" in page.text
    assert house.log(document).count("review") == 1


def test_a_correction_of_what_has_moved_on_shows_the_text_to_copy(app, house):
    document = house.at("office_review")
    office = Browser(app, CLERK)
    seen = office.get(f"/documents/{document}/edit")
    house.act(document, "proofread", by="tangxiaomei")
    page = office.post(
        f"/documents/{document}/edit", filled(house, body="改好的正文", version=value_of(seen, "version")), seen
    )
    assert page.status_code == 409
    assert "改好的正文" in page.text
    assert saved(house, document).body != "改好的正文"


def test_two_corrections_at_once_do_not_overwrite_each_other(app, house):
    document = house.at("office_review")
    office = Browser(app, CLERK)
    seen = office.get(f"/documents/{document}/edit")
    house.correct(document, "tangxiaomei", body="汤小梅改的")
    page = office.post(
        f"/documents/{document}/edit", filled(house, body="许雅琴改的", version=value_of(seen, "version")), seen
    )
    assert "已被汤小梅于" in page.text
    assert value_of(page, "body") == "许雅琴改的"
    assert saved(house, document).body == "汤小梅改的"


def test_a_form_sent_twice_acts_once(app, house, drafter):
    document = house.at("signing")
    chair = Browser(app, CHAIR)
    for _ in range(2):
        answer = chair.post(f"/documents/{document}/sign", {"idempotency_key": "sign-1"})
        assert answer.status_code == 303
    assert house.log(document).count("sign") == 1
    assert "没有重复办理" in chair.get(answer.location).text


def test_a_sheet_sent_twice_makes_one_document(house, drafter):
    for _ in range(2):
        assert send(drafter, house).status_code == 303
    assert documents() == 1


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("sign", {}),
        ("number", {}),
        ("nonsense", {}),
        ("__class__", {}),
        ("revise", {}),
        ("return", {"opinion": "退", "target": "signing"}),
        ("return", {"opinion": "退", "target": "nowhere"}),
        ("return", {"opinion": "", "target": "drafting"}),
        ("withdraw", {"target": "signing"}),
        ("annul", {"opinion": "不发"}),
        ("review", {"version": "999"}),
        ("review", {"version": "²", "idempotency_key": "x" * 100}),
        ("list_recipient", {"recipient": "甲", "copies": "1", "method": "邮寄"}),
        ("strike_recipient", {"line": "1", "opinion": "错"}),
        ("record_receipt", {"line": "9" * 30, "received_by": "甲", "received_at": "2026-03-01T09:00"}),
        ("count_in", {"originals": "1", "prints": "2"}),
    ],
)
def test_a_form_made_by_hand_moves_nothing(app, house, key, data):
    document = house.at("department_review")
    before = house.row(document)
    page = Browser(app, HEAD).post(f"/documents/{document}/{key}", data)
    assert page.status_code in {409, 422}
    assert house.row(document) == before


@pytest.mark.parametrize("path", ["", "/edit", "/sheet", "/compare", "/revisions/1"])
@pytest.mark.parametrize("number", ["999", "0", "9" * 19, "9" * 30])
def test_what_is_not_there_is_not_found(drafter, number, path):
    assert drafter.get(f"/documents/{number}{path}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/documents/999/review", "/documents/999/follow", "/drafts/document-999", f"/drafts/document-{'9' * 30}"],
)
def test_nothing_is_sent_to_what_is_not_there(drafter, address):
    assert drafter.post(address, {"opinion": "同意"}).status_code == 404


@pytest.mark.parametrize("address", ["/attachments/999", f"/attachments/{'9' * 30}", "/nowhere"])
def test_no_file_is_given_that_is_not_there(drafter, address):
    assert drafter.get(address).status_code == 404


def test_a_revision_that_is_not_there_is_not_found(house, drafter):
    document = house.draft()
    for serial in ("0", "99", "9" * 30):
        assert drafter.get(f"/documents/{document}/revisions/{serial}").status_code == 404


def test_another_departments_file_cannot_be_smuggled_into_a_sheet(app, house, drafter):
    other = Browser(app, "panyue")
    assert (
        send(
            other,
            house,
            department=house.person("panyue").departments[0],
            files=[upload("内部.pdf", files.pdf())],
            receipt="p",
        ).status_code
        == 303
    )
    page = send(drafter, house, kept=["1", "999", "abc", "9" * 30], receipt="w")
    assert page.status_code in {303, 422}
    if page.status_code == 303:
        assert saved(house, int(page.location.split("/")[2])).attachments == ()
