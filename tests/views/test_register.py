"""发文登记簿 on the screen, on paper and as a workbook."""

import io

from openpyxl import load_workbook

from tests.factories import CHAIR, DRAFTER, Browser


def filled(house):
    house.at("awaiting_filing", title="=1+1 的通知")
    house.act(house.at("printing", title="不发的通知"), "annul", by=CHAIR, opinion="会议延期")
    return Browser(house.app, DRAFTER)


def test_the_register_explains_a_void_number(house):
    browser = filled(house)
    for address in ("/register", "/register?print=1"):
        page = browser.get(address).text
        assert "=1+1 的通知" in page
        assert "字号作废：会议延期（周静宜（主席）" in page


def test_the_workbook_holds_every_line_and_no_formula(house):
    answer = filled(house).get("/register.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows[2:]] == [1, 2]
    assert rows[2][3] == "=1+1 的通知"
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "会议延期" in rows[3][-1]


def test_an_empty_register_is_a_page_too(app):
    browser = Browser(app, DRAFTER)
    for address in ("/register", "/register?print=1", "/register.xlsx", "/register?series=9&year=1&from=99"):
        assert browser.get(address).status_code == 200
