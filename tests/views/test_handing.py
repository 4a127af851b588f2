"""移交和数据包 on the screens: chosen, made, downloaded, handed over; taken in, looked at."""

import io

import pytest
from sqlalchemy import select

from routing import clock
from routing.database import let_go, reading
from routing.models import ArchiveItem, ExportRecord, ImportedPackage
from routing.queries.handing import Chosen
from routing.services import errands
from routing.services.handing import asking
from tests.factories import CLERK, DIRECTOR, DRAFTER, Browser
from tests.packages import ARCHIVIST, done, members
from tests.queries.test_budget import assert_within_budget
from tests.services.test_borrowing import given_back, lent

LIST = "/archive/packages"


@pytest.fixture
def archivist(house):
    return Browser(house.app, ARCHIVIST)


def ended(house, answer):
    """The errand to which an answer leads, done; its page."""
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    done(int(address.rpartition("/")[2]), house.person(ARCHIVIST))
    return address


def test_a_package_is_made_from_the_page_downloaded_and_handed_over(house, archivist):
    assert "还没有制作过数据包" in archivist.get(LIST).text
    assert "没有可以装入的档案" in archivist.get(f"{LIST}/new").text
    item = house.filed()
    page = archivist.get(f"{LIST}/new?year={clock.today().year}&period=D30&purpose=transfer")
    assert "选出1件" in page.text
    assert "维权周" in page.text
    loan = lent(house, item)
    assert "纸质件现借给王芳" in archivist.get(f"{LIST}/new?purpose=transfer").text
    assert "现借给王芳" not in archivist.get(f"{LIST}/new?purpose=copy").text
    given_back(house, loan)
    nothing = archivist.post(f"{LIST}/new", {"purpose": "transfer", "which": "ticked"}, page)
    assert nothing.status_code == 422
    assert "请勾选要装入的档案" in nothing.text
    made = archivist.post(f"{LIST}/new", {"purpose": "transfer", "which": "ticked", "ticked": [str(item)]}, page)
    errand = archivist.get(ended(house, made))
    assert "1件" in errand.text
    shown = archivist.get(f"{LIST}/1")
    assert "等待移交" in shown.text
    assert "封印公钥指纹" in shown.text
    octets = archivist.get(f"{LIST}/1/download")
    assert octets.headers["Content-Type"] == "application/zip" or octets.headers["X-Content-Type-Options"] == "nosniff"
    assert "目录.csv" in " ".join(members(octets.data))
    assert archivist.get(f"{LIST}/1/list.pdf").data.startswith(b"%PDF")
    assert_within_budget(archivist, f"{LIST}/1")
    let_go()
    kept = reading().execute(select(ExportRecord.what).order_by(ExportRecord.id)).scalars().all()
    assert [one.split(" ")[0] for one in kept] == ["档案数据包", "下载档案数据包", "移交清册"]
    wrong = archivist.post(f"{LIST}/1/hand-over", {"receiver": "泰州市档案馆", "handed_on": "昨天"})
    assert wrong.status_code == 422
    assert "请填写接收人" in wrong.text
    assert "泰州市档案馆" in wrong.text  # nothing typed is lost
    signed = {"receiver": "泰州市档案馆", "received_by": "吴敏", "handed_on": clock.today().isoformat()}
    ended(house, archivist.post(f"{LIST}/1/hand-over", signed))
    assert "泰州市档案馆，吴敏接收" in archivist.get(f"{LIST}/1").text
    assert "已移交" in archivist.get(LIST).text
    let_go()
    document = reading().execute(select(ArchiveItem.document_id).where(ArchiveItem.id == item)).scalar_one()
    told = archivist.get(f"/documents/{document}").text
    assert '<span class="state">已移交</span>' in told
    assert "已移交进馆，请向档案馆查阅" in told
    found = archivist.get("/search", query_string={"filed": "transferred"}).text
    assert f'href="/documents/{document}"' in found
    assert '<span class="state">已移交</span>' in found
    reader = Browser(house.app, "panyue")  # of another department
    year, unit = reading().execute(select(ArchiveItem.year, ArchiveItem.unit_id)).one()
    shelf = archivist.get(f"/archive/browse?year={year}&period=D30&unit={unit}").text
    assert '<span class="state">已移交</span>' in shelf
    assert "申请借阅" not in reader.get(f"/archive/browse?year={year}&period=D30&unit={unit}").text
    assert archivist.post(f"{LIST}/1/again").status_code == 422
    assert archivist.post(f"{LIST}/1/hand-over", signed).status_code == 422


def test_a_list_that_is_not_there_yet_is_no_export(house, archivist):
    asking.ask(Chosen(ids=(house.filed(),)), "transfer", house.person(ARCHIVIST))
    assert archivist.get(f"{LIST}/1/list.pdf").status_code == 404
    let_go()
    assert reading().execute(select(ExportRecord.id)).first() is None


def test_a_package_is_taken_in_from_the_page_and_its_old_log_is_read(house, archivist, package):
    page = archivist.get(f"{LIST}/import")
    for octets, said in ((b"%PDF-1.7", "不是完整的 ZIP"), (package[:-99], "不是完整的 ZIP")):
        refused = archivist.post(f"{LIST}/import", {"package": (io.BytesIO(octets), "包.zip")}, page)
        assert refused.status_code == 422
        assert said in refused.text
    assert "请选择数据包文件" in archivist.post(f"{LIST}/import", {}, page).text
    sent = archivist.post(f"{LIST}/import", {"package": (io.BytesIO(package), "包.zip")}, page)
    assert "公钥指纹" in archivist.get(ended(house, sent)).text
    assert "泰州市妇女联合会" in archivist.get(LIST).text
    let_go()
    came = reading().execute(select(ImportedPackage.id)).scalar_one()
    shown = archivist.get(f"{LIST}/imported/{came}")
    assert "看原办理记录" in shown.text
    item = reading().execute(select(ArchiveItem.document_id).where(ArchiveItem.code.contains("QYB"))).scalar_one()
    drafter = Browser(house.app, DRAFTER)
    assert f"{LIST}/documents/{item}/original" in drafter.get(f"/documents/{item}").text
    log = drafter.get(f"{LIST}/documents/{item}/original")
    assert log.status_code == 200
    assert "周静宜" in log.text
    assert "签发" in log.text
    assert "原样封存" in log.text
    assert Browser(house.app, "panyue").get(f"{LIST}/documents/{item}/original").status_code == 404
    assert archivist.post(f"{LIST}/imported/{came}/go-on").status_code == 422
    for address in ("", "/new?purpose=copy", f"/imported/{came}", f"/documents/{item}/original"):
        assert_within_budget(archivist, f"{LIST}{address}")


def test_others_look_on_or_not_at_all(house, archivist):
    house.filed()
    archivist.post(f"{LIST}/new", {"purpose": "copy", "which": "all"})
    while errands.run_next():
        pass
    director = Browser(house.app, DIRECTOR)
    assert "维权周" in director.get(f"{LIST}/1").text
    assert "下载数据包" not in director.get(f"{LIST}/1").text
    assert director.get(f"{LIST}/1/download").status_code == 403
    assert Browser(house.app, CLERK).get(f"{LIST}/new").status_code == 403
    assert Browser(house.app, DRAFTER).get(LIST).status_code == 403
    assert Browser(house.app, "sysadmin").get(LIST).status_code == 403
    assert archivist.get(f"{LIST}/99").status_code == 404
    assert archivist.get(f"{LIST}/imported/99").status_code == 404
    assert archivist.get(f"{LIST}/documents/99/original").status_code == 404
    for wrong in ("year=no&period=X&unit=-1", "unit=99999999999999999999&purpose=nothing", "year=" + "9" * 400):
        assert archivist.get(f"{LIST}/new?{wrong}").status_code == 200
    assert archivist.post(f"{LIST}/new", {"purpose": "nothing", "which": "all"}).status_code == 422
    assert (
        archivist.post(f"{LIST}/new", {"purpose": "copy", "which": "ticked", "ticked": ["x", "-1"]}).status_code == 422
    )
