"""Packages are made of what is whole, one sealed file each; handing over is written into every log, once."""

import csv
import io
import json

import bagit
import pytest
from lxml import etree
from sqlalchemy import select, update

from routing import clock
from routing.bags import bag, metadata
from routing.database import let_go, reading, writing
from routing.models import ArchiveItem, ExportRecord, ImportedFile
from routing.queries import handing as queries
from routing.queries.handing import Chosen
from routing.services import errands, verifying
from routing.services.attaching import store
from routing.services.errors import InvalidChangeError
from routing.services.handing import asking, dropping, packing, taking
from routing.services.handing.gathering import gather
from tests import packages
from tests.factories import CHAIR, CLERK
from tests.files import samples
from tests.packages import ARCHIVIST, done, members, octets_of, packed, unpacked
from tests.services.test_borrowing import given_back, lent
from workflows.errors import NotYoursError


@pytest.fixture
def filed(house):
    """An outgoing item with an attachment, and a received one: their ids."""
    return house.filed(attachments=house.attach("附件.docx", samples.word())), house.filed("incoming")


def state_of(item_id):
    let_go()
    return reading().execute(select(ArchiveItem.state).where(ArchiveItem.id == item_id)).scalar_one()


def test_a_package_is_a_bag_with_files_metadata_catalogue_logs_and_texts(house, filed, tmp_path):
    package = packed(house)
    assert (package.state, package.items, package.purpose) == ("made", 2, "copy")
    folder = unpacked(octets_of(package), tmp_path)
    bagit.Bag(str(folder)).validate()  # by another hand than ours
    assert packages.verified(folder).returncode == 0
    schema = etree.XMLSchema(etree.parse(folder / "元数据.xsd"))
    described = sorted(folder.glob("data/件/*/元数据.xml"))
    assert len(described) == 2
    for path in described:
        schema.assertValid(etree.parse(path))
    rows = list(csv.DictReader(io.StringIO((folder / "data/目录.csv").read_text("utf-8-sig"))))
    assert [row["题名"] for row in rows] == [
        "江苏省妇女联合会关于做好家庭教育指导服务工作的通知",
        "泰州市妇女联合会关于开展维权周活动的通知",
    ]
    outgoing = folder / "data/件" / rows[1]["目录"]
    names = sorted(path.name for path in (outgoing / "文件").iterdir())
    assert [name[:5] for name in names] == ["01-正本", "02-发文", "03-定稿", "04-附件"]
    item = queries.chosen_items(reading(), house.person(ARCHIVIST), Chosen(), transfer=False)[1]
    lines = [json.loads(line) for line in (outgoing / "办理记录.jsonl").read_text().splitlines()]
    assert [line["action"] for line in lines] == house.log(item.document_id)
    root = etree.parse(outgoing / "元数据.xml")
    assert root.findtext("文件实体/内容描述/主送") == "各市（区）妇联"
    assert root.xpath("业务实体[业务行为='签发']/行为依据")[0].text.startswith("《")
    assert {"周静宜", "王芳"} <= {one.text for one in root.xpath("机构人员实体/机构人员名称")}
    filed_on = clock.local(item.filed_at)
    assert root.findtext("系统扩展/归档/归档时间") == filed_on.isoformat(timespec="seconds")  # …+08:00
    assert rows[1]["归档时间"] == f"{filed_on:%Y%m%d}"
    assert {one.text[-6:] for one in root.xpath("业务实体/行为时间")} == {"+08:00"}
    assert (folder / "移交清册.pdf").read_bytes().startswith(b"%PDF")
    is_read_back_as_it_was_written(filed)


def is_read_back_as_it_was_written(item_ids):
    """The same item gives the same metadata, and what is changed in it and changed back is the same again."""
    for item_id in item_ids:
        first, second = gather(reading(), item_id), gather(reading(), item_id)
        assert first.metadata == second.metadata
        assert metadata.read(first.metadata, "") == first.facts
        assert metadata.write(metadata.read(first.metadata, "")) == first.metadata
        assert metadata.amended(first.metadata, {}) == first.metadata
        longer = metadata.amended(first.metadata, {"period_label": "永久", "remarks": "续存"})
        assert metadata.read(longer, "").period_label == "永久"
        assert metadata.amended(longer, {"period_label": first.facts.period_label, "remarks": ""}) == first.metadata


def test_handing_over_is_written_into_every_log_and_item_and_only_once(house, filed):
    archivist = house.person(ARCHIVIST)
    package = packed(house, asking.TRANSFER)
    assert [state_of(one) for one in filed] == ["filed", "filed"]  # nothing is handed over before it is signed for
    today = clock.today()
    with pytest.raises(InvalidChangeError, match="移交日期"):
        asking.hand_over(package.id, "泰州市档案馆", "吴敏", today.replace(year=today.year - 1, day=1), archivist)
    errand_id = asking.hand_over(package.id, "泰州市档案馆", "吴敏", today, archivist)
    done(errand_id, archivist)
    assert [state_of(one) for one in filed] == ["transferred", "transferred"]
    row = queries.package(reading(), package.id, archivist)
    assert (row.state, row.receiver) == ("handed", "泰州市档案馆")
    for item_id in filed:
        for document_id in queries.documents_of(reading(), item_id):
            last = house.view(document_id).lines[-1]
            assert last.action == "transfer_out"
            assert package.number in last.opinion
            assert "泰州市档案馆" in last.opinion
    assert verifying.verify_all().faults == []
    with pytest.raises(InvalidChangeError):
        asking.hand_over(package.id, "泰州市档案馆", "吴敏", today, archivist)
    with pytest.raises(InvalidChangeError, match="没有选中"):
        asking.ask(Chosen(), asking.TRANSFER, archivist)  # they are elsewhere already
    again = packed(house)  # a copy can be made at any time
    assert again.items == 2
    assert again.number != package.number


def test_what_is_lent_on_paper_is_neither_packed_to_be_handed_over_nor_handed_over(house, filed):
    archivist = house.person(ARCHIVIST)
    package = packed(house, asking.TRANSFER)
    loan = lent(house, filed[0])
    with pytest.raises(InvalidChangeError, match=r"纸质件还没有收回，不能移交：.*现借给王芳"):
        asking.hand_over(package.id, "泰州市档案馆", "吴敏", clock.today(), archivist)
    (left,) = queries.listed(reading(), packed(house, asking.TRANSFER).id, left_out=True)
    assert left.left_out.startswith("纸质件现借给王芳")
    assert packed(house).items == 2  # a copy takes nothing away from who reads it
    given_back(house, loan)
    done(asking.hand_over(package.id, "泰州市档案馆", "吴敏", clock.today(), archivist), archivist)
    assert state_of(filed[0]) == "transferred"


@pytest.fixture
def came(house, package):
    """Two items that came in a package, which is quicker than filing them: their ids."""
    archivist = house.person(ARCHIVIST)
    done(taking.receive(io.BytesIO(package), archivist), archivist)
    return tuple(reading().execute(select(ArchiveItem.id).order_by(ArchiveItem.code.desc())).scalars())


def test_what_is_not_whole_is_left_out_with_its_reason(house, came):
    damaged = gather(reading(), came[0]).facts.files[-1].digest
    store().remove(damaged)
    let_go()
    with writing() as connection:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == came[1]).values(title="别的题名"))
    archivist = house.person(ARCHIVIST)
    package_id, errand_id = asking.ask(Chosen(), asking.COPY, archivist)
    row = done(errand_id, archivist, "failed")
    assert "没有一件可以打包" in row.message
    assert "附件.docx" in row.message
    assert "著录与归档时不一致" in row.message
    assert queries.package(reading(), package_id, archivist).state == "making"


def test_of_restricted_papers_nothing_leaves_in_a_package(house, came):
    secret = house.receive(origin="confidential", scope=house.scope(CHAIR), title="内部情况通报")
    house.act(secret, "read", CHAIR)
    house.act(secret, "finish", CLERK)
    house.file([secret])
    package = packed(house)
    assert package.items == len(came)
    left = queries.listed(reading(), package.id, left_out=True)
    assert [one.left_out for one in left] == ["机要文件不进数据包，按规定另行移交"]
    assert all("内部情况通报".encode() not in octets for octets in members(octets_of(package)).values())


def test_a_package_that_broke_off_is_made_anew_and_is_one(house, came, monkeypatch):
    archivist = house.person(ARCHIVIST)
    package_id, errand_id = asking.ask(Chosen(), asking.COPY, archivist)
    with monkeypatch.context() as patch:
        patch.setattr(bag.Bag, "close", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):  # the worker is killed
            errands.run_next()
    let_go()
    assert errands.errand(errand_id, archivist).state == "running"
    assert asking.again(package_id, archivist) == errand_id
    assigned = errands.Assigned(errand_id, asking.PACK, package_id, {}, archivist)
    packing.work(assigned)  # another worker takes it up
    packing.work(assigned)  # and one that comes late finds it made
    package = queries.package(reading(), package_id, archivist)
    assert package.items == len(came)
    assert list(packing.keys.workshop().iterdir()) == []


def test_ticked_items_alone_are_packed_and_who_is_no_archivist_packs_nothing(house, came):
    package = packed(house, ids=(came[1],))
    assert package.items == 1
    assert package.what == "选定的1件"
    with pytest.raises(NotYoursError):
        asking.ask(Chosen(), asking.COPY, house.person(CLERK))
    kept = reading().execute(select(ExportRecord.what)).scalars().all()
    assert kept == [f"档案数据包 {package.number}：选定的1件"]


def test_of_what_is_destroyed_no_copy_is_left_in_packages_nor_beside_the_item(house, came):
    archivist = house.person(ARCHIVIST)
    whole, other = packed(house), packed(house, ids=(came[1],))
    texts = select(ImportedFile.digest).where(ImportedFile.item_id == came[0], ImportedFile.path == "文稿.jsonl")
    digest = reading().execute(texts).scalar_one()
    let_go()
    with writing() as connection:
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == came[0]).values(state="destroyed"))
    dropping.destroyed([came[0]])
    dropping.destroyed([came[0]])
    assert not store().exists(whole.digest)
    assert not store().exists(digest)
    assert queries.package(reading(), whole.id, archivist).state == "dropped"
    with pytest.raises(InvalidChangeError):
        packing.opened(queries.package(reading(), whole.id, archivist))
    assert verifying.verify_all().faults == []
    assert octets_of(other)  # the other one holds nothing of it
    dropping.discard(other.id, archivist)
    assert not store().exists(other.digest)
    with pytest.raises(InvalidChangeError):
        dropping.discard(other.id, archivist)
    assert packed(house).items == 1
