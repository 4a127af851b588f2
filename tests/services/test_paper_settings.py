"""版面设置: kept with the letterhead, in words in the log; a seal only where there is a picture of one."""

import io

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from routing.database import reading
from routing.files.errors import Refused
from routing.models import AdministrationLog
from routing.models.paper import PaperSetting
from routing.seals import specimen
from routing.services.administration import stationery
from routing.services.administration.office import UNCHANGED
from routing.services.administration.paper import keep_seal
from routing.services.attaching import store
from routing.services.errors import InvalidChangeError
from tests.factories import DRAFTER, Browser

SYSTEM = "sysadmin"
LETTERHEAD = {
    "name": "本会文头",
    "mark": "泰州市妇女联合会",
    "signature": "泰州市妇女联合会",
    "printed_by": "泰州市妇女联合会办公室",
}
FORM = {
    **LETTERHEAD,
    "layout": "document",
    "mark_suffix": "文件",
    "seal_mode": "place",
    "copies_to": "",
    "print_copies": "0",
}


def seal(name="印章.svg", octets=None):
    return FileStorage(io.BytesIO(octets or specimen("泰州市妇女联合会")), name)


def save(house, paper):
    return stationery.save_letterhead(house.person(SYSTEM), 1, LETTERHEAD, paper)


def setting():
    return reading().execute(select(PaperSetting.__table__)).one_or_none()


def test_a_letterhead_keeps_how_its_papers_look_and_the_log_says_what_changed(house):
    done = save(house, {"layout": "letter", "copies_to": "市委办公室", "print_copies": 20})
    assert done.message == "修改版面：本会文头"
    assert (setting().layout, setting().seal_mode, setting().print_copies) == ("letter", "place", 20)
    line = reading().execute(select(AdministrationLog.before, AdministrationLog.after)).one()
    assert "版面：文件格式" in line.before
    assert "版面：信函格式" in line.after
    assert save(house, {"layout": "letter"}).message == UNCHANGED


def test_a_seal_is_kept_by_its_bytes_and_named_in_the_log(house):
    columns = keep_seal(seal())
    save(house, {"seal_mode": "picture", **columns})
    with store().open(setting().seal_digest) as kept:
        assert kept.read() == specimen("泰州市妇女联合会")
    assert (
        f"印章.svg（校验码 {columns['seal_digest'][:12]}）"
        in reading().execute(select(AdministrationLog.after)).scalar_one()
    )


def test_a_picture_is_asked_for_where_one_is_to_be_set(house):
    with pytest.raises(InvalidChangeError, match="须上传图样"):
        save(house, {"seal_mode": "picture"})
    assert setting() is None
    assert keep_seal(None) == keep_seal(seal("")) == {}
    with pytest.raises(Refused):
        keep_seal(seal("印章.svg", b"<svg/>"))


def test_the_officer_sets_it_on_the_page_and_sees_it_labelled(app):
    officer = Browser(app, SYSTEM)
    assert officer.get("/admin/letterheads/1/seal").status_code == 404
    sent = {**FORM, "seal_mode": "picture", "seal": (io.BytesIO(specimen("妇联")), "印章.svg")}
    page = officer.post("/admin/letterheads/1", sent, content_type="multipart/form-data", follow_redirects=True)
    assert page.status_code == 200
    assert "修改版面：本会文头" in page.text
    assert "不是电子印章" in page.text
    assert "签名证书" in page.text
    picture = officer.get("/admin/letterheads/1/seal")
    assert picture.mimetype == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert Browser(app, DRAFTER).get("/admin/letterheads/1/seal").status_code == 403


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"seal_mode": "picture"}, "须上传图样"),
        ({"seal": (b"MZ", "印章.exe")}, "不是 PNG 或 SVG"),
        ({"print_copies": "多"}, "请填阿拉伯数字"),
        ({"layout": "poster"}, "field-error"),
    ],
)
def test_a_wrong_column_is_said_at_its_field(app, sent, said):
    if "seal" in sent:
        octets, name = sent["seal"]
        sent = {"seal": (io.BytesIO(octets), name)}  # a file is read once, and this test runs on two databases
    page = Browser(app, SYSTEM).post("/admin/letterheads/1", {**FORM, **sent}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert said in page.text


def test_a_new_sheet_begins_with_what_the_letterhead_has(house, app):
    save(house, {"copies_to": "市委办公室", "print_copies": 20})
    page = Browser(app, DRAFTER).get("/documents/new").text
    assert 'value="市委办公室"' in page
    assert 'value="20"' in page
