"""Whether the series fits the organ: by its earlier papers, else by its name; a hint that nobody need follow."""

from routing.database import reading
from routing.queries.senders import doubtful_series
from tests.factories import CLERK, Browser
from tests.views.sheets import value_of

LOCAL = "泰州市教育局"


def doubt(house, organ, origin, but=None):
    return doubtful_series(reading(), house.person(CLERK), organ, origin, but)


def test_a_name_that_says_otherwise_is_pointed_out_and_earlier_papers_count_for_more(house):
    assert "看名称应是“上级来文”，这次选的是“下级来文”" in doubt(house, "江苏省妇联", "subordinate")
    assert doubt(house, "江苏省妇联", "superior") == ""
    assert (
        doubt(house, "江苏省妇联", "meeting")
        == doubt(house, "", "superior")
        == doubt(house, "某协会", "superior")
        == ""
    )
    paper = house.receive(organ=LOCAL, origin="superior")
    assert "以前的1份来文都登记在“上级来文”" in doubt(house, LOCAL, "lateral")
    assert doubt(house, LOCAL, "superior") == "", "the house has it so"
    assert "看名称应是" in doubt(house, LOCAL, "superior", paper), "the paper itself is no earlier one"
    house.receive(organ=LOCAL, origin="lateral", source_number="")
    assert doubt(house, LOCAL, "lateral") == ""


def test_it_is_said_once_on_the_form_or_after_registration_and_stops_nobody(house):
    clerk = Browser(house.app, CLERK)
    address = f"/incoming/twins?organ={'江苏省妇联'}&origin="
    assert "请核对收文类别" in clerk.get(f"{address}subordinate").text
    assert "请核对收文类别" not in clerk.get(f"{address}superior").text
    page = clerk.get("/incoming/new")
    columns = {"origin": "subordinate", "organ": "江苏省妇联", "title": "通知", "kind": "通知", "category": "办件",
               "received_on": "2026-01-05", "copies": "1", "receipt": "doubt-1", "register": "1"}  # fmt: skip
    done = clerk.post("/incoming/new", columns, page)
    assert done.status_code == 303
    assert "请核对收文类别" in clerk.get(done.location).text
    wrong = clerk.post("/incoming/new", {**columns, "title": "", "receipt": "doubt-2", "organ": "江苏省民政厅"}, page)
    assert wrong.status_code == 422
    assert "请核对收文类别" in wrong.text
    seen = value_of(wrong, "pointed_out")
    assert "江苏省民政厅" in seen
    again = {**columns, "receipt": "doubt-3", "organ": "江苏省民政厅", "pointed_out": seen}
    done = clerk.post("/incoming/new", again, page)
    assert "请核对收文类别" not in clerk.get(done.location).text, "it stood on the form already"
