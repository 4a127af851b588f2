"""A package taken in gives back the same, or nothing at all; what came with it stays evidence of elsewhere."""

import io
import json
import zipfile
from hashlib import sha256

import pytest
from sqlalchemy import func, select, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import (
    AdministrationLog,
    ArchiveItem,
    ArchiveSetting,
    Document,
    ImportedFile,
    ImportedPackage,
    Transition,
)
from routing.presenting import errands as words
from routing.queries import handing as queries
from routing.services import errands, verifying
from routing.services.attaching import store
from routing.services.errors import InvalidChangeError, UnsettableError
from routing.services.filing import catalogue, settings
from routing.services.handing import asking, entering, evidence, taking
from tests.factories import CLERK, DRAFTER, Browser, House
from tests.packages import (
    ARCHIVIST,
    done,
    members,
    octets_of,
    packed,
    payload,
    sealed_anew,
    unpacked,
    verified,
    zipped,
)
from workflows.errors import NotYoursError


def taken(house, octets, state="done"):
    """The package, taken in (or refused); return the errand's row."""
    archivist = house.person(ARCHIVIST)
    return done(taking.receive(io.BytesIO(octets), archivist), archivist, state)


def count(model):
    let_go()
    return reading().execute(select(func.count()).select_from(model)).scalar_one()


def items():
    let_go()
    return reading().execute(select(ArchiveItem.__table__).order_by(ArchiveItem.code)).all()


def nothing_came(house):
    return not any(map(count, (ArchiveItem, Document, Transition, ImportedPackage, ImportedFile)))


def test_a_package_gives_back_the_same_and_goes_out_again_byte_for_byte(house, package, tmp_path):
    report = dict(taken(house, package).report["lines"])
    assert report["导入"].startswith("2件，2份文件")
    first, second = items()
    assert [(one.state, one.code) for one in (first, second)] == [
        ("filed", f"Z109-WS·{clock.today().year}-D30-BGS-0001"),
        ("filed", f"Z109-WS·{clock.today().year}-D30-QYB-0001"),
    ]
    assert second.title == "泰州市妇女联合会关于开展维权周活动的通知"
    assert second.number.startswith("泰妇字")
    assert verifying.verify_all().faults == []
    again = packed(house)
    assert payload(octets_of(again)) == payload(package)
    assert verified(unpacked(octets_of(again), tmp_path)).returncode == 0
    custody = [name for name in members(octets_of(again)) if name.startswith("保管记录/")]
    assert len(custody) == 2  # what was done here stands beside, in a chain of its own
    lines = [json.loads(line) for line in members(octets_of(again))[custody[0]].splitlines()]
    assert [line["action"] for line in lines] == ["begin", "confirm_entry", "file"]
    assert {line["person_name"] for line in lines} == {"何素芬"}


def test_progress_is_told_in_bytes_then_in_items(house, package, monkeypatch):
    told = []

    def at(assigned, done, total, message=""):
        told.append((done, total, message))
        original(assigned, done, total, message)

    original = errands.Assigned.at
    monkeypatch.setattr(errands.Assigned, "at", at)
    monkeypatch.setattr(taking, "TOLD", 0.0)
    row = taken(house, package)
    first = [one for one in told if one[2].startswith("第1步，检验数据包：共")]
    second = [one for one in told if one[2].startswith("第2步，导入：第")]
    far = [done for done, _, _ in first]
    assert far == sorted(far)
    assert far[-1] == 100
    assert {total for _, total, _ in first} == {100}
    assert second[0][2].startswith("第2步，导入：第1件，共2件（Z109")
    assert told.index(first[-1]) < told.index(second[0])
    assert words.page(row)["far"] == "100%"


def test_nobody_who_never_was_here_acts_and_the_first_line_names_the_seal(house, package):
    taken(house, package)
    came = reading().execute(select(ImportedPackage.__table__)).one()
    archivist = house.person(ARCHIVIST)
    for item in items():
        view = house.view(item.document_id)
        assert view.lines[0].action == "begin"
        assert came.seal in view.lines[0].details
        assert came.number in view.lines[0].details
        assert evidence.came(view.content.reason)
        assert {line.person_id for line in view.lines} == {archivist.person_id}
        log = evidence.of(reading(), item.id, content=False)["办理记录.jsonl"]
        assert b'"person_name"' in log
    assert "周静宜" in log.decode()  # who signed stands in the record of then
    logged = reading().execute(select(AdministrationLog.done)).scalars().all()
    assert not [line for line in logged if "新增机构（问题）无" in line]


def test_what_came_is_found_read_and_belongs_to_its_department(house, package):
    taken(house, package)
    item = items()[1]
    view = house.view(item.document_id, by=DRAFTER)  # 权益部 reads its own
    assert "现将有关事项通知如下" in view.content.body
    assert [file.name for file in view.content.attachments][-1] == "附件.docx"
    page = Browser(house.app, DRAFTER).get("/search?q=维权周")
    assert f"/documents/{item.document_id}" in page.text


def test_a_package_goes_on_to_a_third_house_with_the_custody_of_the_second(house, package, places, tmp_path):
    elsewhere = tmp_path / "second"
    elsewhere.mkdir()
    with places.one("sqlite") as place, place.settled(elsewhere) as app:
        second = House(app)
        taken(second, package)
        between = octets_of(packed(second))
    taken(house, between)
    third = octets_of(packed(house))
    assert payload(third) == payload(package)
    custody = sorted(name[-9:] for name in members(third) if name.startswith("保管记录/"))
    assert custody == ["001.jsonl", "001.jsonl", "002.jsonl", "002.jsonl"]
    assert verified(unpacked(third, tmp_path)).returncode == 0


def test_a_later_change_of_the_period_goes_out_with_the_item(house, package, tmp_path):
    taken(house, package)
    item = items()[1]
    let_go()
    with writing() as connection:
        values = {"period": "Y", "house_term": "永久", "expires_on": None}
        connection.execute(update(ArchiveItem).where(ArchiveItem.id == item.id).values(values))
        catalogue.seal(connection, item.id)
    again = octets_of(packed(house))
    assert verified(unpacked(again, tmp_path)).returncode == 0
    changed = {name for name, octets in payload(again).items() if payload(package)[name] != octets}
    assert {name.rpartition("/")[2] for name in changed} == {"目录.csv", "元数据.xml"}


@pytest.mark.parametrize("kind", ["tampered", "resealed", "cut", "version", "no package"])
def test_what_does_not_hold_is_refused_as_a_whole_and_says_why(house, package, tmp_path, kind):
    folder = unpacked(package, tmp_path)
    log = next(folder.glob("data/件/*QYB*/办理记录.jsonl"))
    if kind in {"tampered", "resealed"}:
        log.write_text(log.read_text().replace("同意", "不同意", 1))
    if kind == "resealed":
        sealed_anew(folder, tmp_path / "other.key")
    if kind == "version":
        info = folder / "bag-info.txt"
        info.write_text(info.read_text().replace("Version: 1", "Version: 9"))
    octets = {"cut": package[:-300], "no package": b"PK no"}.get(kind) or zipped(folder)
    before = count(ImportedPackage)
    if kind in {"tampered", "resealed"}:
        said = taken(house, octets, "failed").message
        assert said.endswith("没有导入任何内容")
        assert "办理记录" in said
    else:
        with pytest.raises(InvalidChangeError, match={"version": "版本是“9”"}.get(kind, "不是完整的 ZIP")):
            taken(house, octets)
    assert before == 0
    assert nothing_came(house)
    assert not store().exists(sha256(octets).hexdigest())


def test_a_bomb_and_what_is_too_large_are_refused(house, package, app):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("p/data/x", bytes(101 * 1024 * 1024))
    with pytest.raises(InvalidChangeError, match="压缩炸弹"):
        taken(house, bomb.getvalue())
    app.config["PACKAGE_LIMIT"] = len(package) - 1
    with pytest.raises(InvalidChangeError, match="太大"):
        taken(house, package)
    assert nothing_came(house)


def refused(house, package, said):
    with pytest.raises(InvalidChangeError, match=said):
        taking.receive(io.BytesIO(package), house.person(ARCHIVIST))


def other_octets(package):
    """The same members in another ZIP file."""
    told = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(told, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return told.getvalue()


def test_a_house_with_items_of_its_own_takes_nothing_in_and_nothing_comes_twice(house, package):
    taken(house, package)
    refused(house, package, "已经导入过")  # before it is queued
    assert len(items()) == 2
    queued = taking.receive(io.BytesIO(other_octets(package)), house.person(ARCHIVIST))
    done(queued, house.person(ARCHIVIST), "failed")  # the same package, packed by another hand: its seal says so
    house.filed()
    refused(house, package, "已有自己归档的文件")
    assert verifying.verify_all().faults == []


def test_another_fonds_is_named(house, package):
    settings.ready(house.person(ARCHIVIST))
    let_go()
    with writing() as connection:
        connection.execute(update(ArchiveSetting).values(fonds_number="Z200"))
    assert "全宗号是Z109，本单位设置的是Z200" in taken(house, package, "failed").message
    let_go()
    with writing() as connection:
        connection.execute(update(ArchiveSetting).values(fonds_number=""))
    taken(house, package)
    let_go()
    assert reading().execute(select(ArchiveSetting.fonds_number)).scalar_one() == "Z109"


@pytest.mark.parametrize("place", [1, 2, 3, 6])
def test_an_import_that_broke_off_goes_on_where_it_was_and_shows_nothing_before(house, package, monkeypatch, place):
    """Killed before each of its writing steps in turn; taken up by another worker."""
    archivist = house.person(ARCHIVIST)
    errand_id = taking.receive(io.BytesIO(package), archivist)
    steps = iter(range(100))

    def killed(original):
        def step(*given, **named):
            if next(steps) == place:
                raise KeyboardInterrupt
            return original(*given, **named)

        return step

    with monkeypatch.context() as patch:
        for name in ("begin", "advance", "_item"):
            patch.setattr(entering, name, killed(getattr(entering, name)))
        with pytest.raises(KeyboardInterrupt):
            errands.run_next()
    let_go()
    assert not [item for item in items() if item.state == "filed"]
    with pytest.raises(InvalidChangeError, match="没有选中"):
        asking.ask(queries.Chosen(), asking.COPY, archivist)
    row = errands.errand(errand_id, archivist)
    taking.work(errands.Assigned(row.id, row.kind, 0, row.wanted, archivist))
    assert [item.state for item in items()] == ["filed", "filed"]
    assert count(Document) == 2
    assert verifying.verify_all().faults == []
    assert payload(octets_of(packed(house))) == payload(package)


def test_evidence_that_was_changed_is_found_and_not_given_out(house, package):
    taken(house, package)
    row = reading().execute(select(ImportedFile.__table__).where(ImportedFile.path == "办理记录.jsonl")).first()
    with pytest.raises(Exception, match="append-only"), writing() as connection:
        connection.execute(update(ImportedFile).where(ImportedFile.id == row.id).values(digest="0" * 64))
    let_go()
    store().remove(row.digest)
    faults = verifying.verify_all().faults
    assert [fault for fault in faults if "办理记录.jsonl is gone or was altered" in fault]
    with pytest.raises(UnsettableError):
        evidence.of(reading(), row.item_id)


def test_who_is_no_archivist_takes_nothing_in(house, package):
    with pytest.raises(NotYoursError):
        taking.receive(io.BytesIO(package), house.person(CLERK))
