"""四性检测: an honest item passes; whatever decayed or was tampered with is found and named, on both databases."""

import pytest
from sqlalchemy import delete, select, text, update

from routing import clock
from routing.database import let_go, reading, writing
from routing.models import (
    ArchiveFile,
    ArchiveItem,
    ArchivePart,
    Errand,
    InspectedItem,
    Inspection,
    InspectionEnd,
    Outbox,
    Transition,
)
from routing.services import errands, preserving
from routing.services.attaching import store
from routing.services.preserving import telling
from routing.services.preserving.checks import ABSENT, BY_KEY, CHECKS, FAULT, LOOK, SOUND, UNCHECKED
from tests.factories import ARCHIVIST
from tests.files import samples
from tests.services.preserving.archive import approve, carry_out, expire, item, listed, witness


@pytest.fixture
def filed(house):
    """Two items of one class, the second with attachments."""
    attachments = (*house.attach("附件.docx", samples.word()), *house.attach("图.png", samples.png()))
    ids = [house.at("awaiting_filing"), house.at("awaiting_filing", attachments=attachments)]
    return house.file(ids)


def faults(item_id, occasion="demand"):
    let_go()
    verdict = preserving.check_item(reading(), item_id, occasion)
    return {key: one[1] for key, one in verdict.results.items() if one[0] == FAULT}


def unlocked(*statements):
    """What the owner of the database does, with the triggers out of force."""
    with writing() as connection:
        postgresql = connection.dialect.name == "postgresql"
        if postgresql:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS transition_no_{name}"))
                connection.execute(text(f"DROP TRIGGER IF EXISTS inspected_item_no_{name}"))
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for statement in statements:
            connection.execute(statement)


def files_of(item_id):
    let_go()
    table = ArchiveFile.__table__
    return reading().execute(select(table).where(table.c.item_id == item_id).order_by(table.c.position)).all()


def tamper(digest, octets=None):
    """Other bytes in the store's place of that digest, or none."""
    path = store().path / digest[:2] / digest[2:4] / digest
    path.unlink() if octets is None else path.write_bytes(octets)


def everything(house):
    """Have the whole holdings checked; return its report."""
    preserving.inspect_all(house.person(ARCHIVIST))
    let_go()
    while errands.run_next():
        let_go()
    let_go()
    ends = InspectionEnd.__table__
    return reading().execute(select(ends).order_by(ends.c.inspection_id.desc()).limit(1)).one()


def test_an_honest_item_passes_and_what_was_not_looked_into_is_said(house, filed):
    for one in filed:
        verdict = preserving.inspect(one, "demand", house.person(ARCHIVIST))
        assert verdict.faults == ()
        assert set(verdict.results) == {check.key for check in CHECKS}
        assert verdict.results["scanned"] == [UNCHECKED, ["没有设置查毒软件"]]
    assert verdict.results["formats"][0] == LOOK  # a Word file is read today, and nobody knows for how long
    assert verdict.results["digests"] == [SOUND, []]
    let_go()
    occasions = select(Inspection.occasion, InspectionEnd.items).join(
        InspectionEnd, InspectionEnd.inspection_id == Inspection.id
    )
    assert reading().execute(occasions.order_by(Inspection.id)).all() == [("filing", 2), ("demand", 1), ("demand", 1)]
    assert all(BY_KEY[check.key].basis.startswith("DA/T 70-2018") for check in CHECKS)


def test_what_is_not_there_to_be_checked_does_not_pass(house, filed):
    """An item without electronic files, and one of which nothing but the count of pages is on paper."""
    unlocked(delete(ArchiveFile).where(ArchiveFile.item_id == filed[0]))
    let_go()
    results = preserving.check_item(reading(), filed[0], "demand").results
    for key in ("digests", "opens", "pages", "printed", "formats", "archival", "unlocked", "harmless", "scanned"):
        assert results[key] == [ABSENT, ["没有电子文件"]], key
    unlocked(update(ArchiveFile).where(ArchiveFile.item_id == filed[1]).values(pages=0))
    unlocked(delete(ArchiveFile).where(ArchiveFile.item_id == filed[1], ArchiveFile.media_type == "application/pdf"))
    unlocked(update(ArchiveItem).where(ArchiveItem.id == filed[1]).values(pages=3))
    results = preserving.check_item(reading(), filed[1], "demand").results
    assert results["pages"] == [LOOK, ["目录记3页，各文件合计0页，以清点纸质件为准"]]
    assert (results["printed"][0], results["archival"][0]) == (ABSENT, ABSENT)


def test_whatever_happens_to_an_item_is_found_and_named(house, filed):
    first, second = filed
    original, attached = files_of(second)[0], files_of(second)[-1]
    kept = store().open(original.digest).read()
    tamper(original.digest, kept[:-1] + b"x")
    found = faults(second)
    assert found["digests"] == [f"《{original.name}》的字节与归档时的校验码不符"]
    assert "logs" in found
    tamper(original.digest)
    assert faults(second)["digests"] == [f"《{original.name}》不在文件库中"]
    assert f"《{original.name}》打不开：文件不在或已损坏" in faults(second)["opens"]
    tamper_path = store().path / original.digest[:2] / original.digest[2:4] / original.digest
    tamper_path.write_bytes(kept)
    assert faults(second) == {}

    row = item(second)
    for column, value, also in (
        ("title", "另一个题名", "agreement"),
        ("number", "泰妇字(2020)第1号", ""),
        ("period", "Z", "ranges"),
        ("expires_on", clock.today(), "ranges"),
        ("remarks", "改", ""),
        ("serial", 7, "ranges"),
        ("pages", 99, ""),
    ):
        unlocked(update(ArchiveItem).where(ArchiveItem.id == second).values({column: value}))
        found = faults(second)
        assert "与封卷时的校验值不符" in found["sealed"][0], column
        assert not also or also in found, column
        unlocked(update(ArchiveItem).where(ArchiveItem.id == second).values({column: getattr(row, column)}))
    assert faults(second) == {}

    unlocked(delete(ArchiveFile).where(ArchiveFile.id == attached.id))
    assert faults(second)["elements"] == [f"缺附件《{attached.name}》"]
    assert "sealed" in faults(second)
    unlocked(delete(ArchiveFile).where(ArchiveFile.id == original.id))
    assert "缺正本" in faults(second)["elements"]

    unlocked(delete(Transition).where(Transition.document_id == item(first).document_id, Transition.serial == 4))
    assert faults(first)["logs"] == ["办理记录缺第4条"]


def test_other_pages_than_were_counted_and_another_paper_in_its_place_are_found(house, filed):
    first, second = filed
    original = files_of(first)[0]
    other = files_of(second)[2]  # the 定稿: a sound PDF that bears no number
    unlocked(update(ArchiveFile).where(ArchiveFile.id == original.id).values(digest=other.digest, pages=5))
    found = faults(first)
    assert found["printed"] == [f"《{original.name}》上没有目录所记的文号"]
    assert found["pages"][0] == f"《{original.name}》记5页，实有{other.pages}页"
    docx = next(one for one in files_of(second) if one.name.endswith(".docx"))
    unlocked(update(ArchiveFile).where(ArchiveFile.id == docx.id).values(name="附件.xlsx", media_type="x/y"))
    found = faults(second)
    assert found["formats"] == ["《附件.xlsx》的格式（x/y）不在允许之列"]
    assert found["harmless"] == ["《附件.xlsx》含有宏、脚本，或内容与名称不符"]


def test_a_scanner_is_believed_and_its_absence_is_said(house, filed, tmp_path):
    program = tmp_path / "scanner"
    for status, outcome in ((0, SOUND), (1, FAULT), (2, UNCHECKED)):
        program.write_text(f"#!/bin/sh\ncat > /dev/null\nexit {status}\n")
        program.chmod(0o700)
        house.app.config["SCANNER"] = str(program)
        assert preserving.check_item(reading(), filed[0], "demand").results["scanned"][0] == outcome
    house.app.config["SCANNER"] = str(tmp_path / "none")
    assert preserving.check_item(reading(), filed[0], "demand").results["scanned"][0] == UNCHECKED


def test_the_whole_holdings_are_checked_with_gaps_lost_rows_and_earlier_reports(house, filed):
    report = everything(house)
    assert (report.items, report.faulty, report.faults) == (2, 0, 0)
    assert report.results["backup"][0] == UNCHECKED
    assert reading().execute(select(Outbox.id).where(Outbox.event == "inspection")).first() is None

    first, second = filed
    code = item(first).code
    unlocked(update(InspectedItem).where(InspectedItem.item_id == second).values(faults=3))
    for model in (ArchiveFile, ArchivePart):
        unlocked(delete(model).where(model.item_id == first))
    postgresql = reading().dialect.name == "postgresql"
    unlocked(update(ArchiveItem).where(ArchiveItem.id == first).values(code="", serial=None, state="left_out"))
    report = everything(house)
    assert postgresql or report.items == 1
    assert report.results["run"] == [
        FAULT,
        [f"缺{code}", f"文件已归档而目录里没有：{house.row(item(first).document_id).number}"],
    ]
    assert report.results["reports"] == [FAULT, [f"{item(second).code}的检测报告被改动"]]
    assert faults(second)["serials"] == [f"件号不连续：缺{code}"]
    told = reading().execute(select(Outbox.subject, Outbox.holders).where(Outbox.event == "inspection")).all()
    assert len(told) == 1
    assert told[0].holders == f"post:{house.person(ARCHIVIST).own[0].post_id}"


def test_a_check_that_broke_off_goes_on_where_it_was(house, filed, monkeypatch):
    from routing.services.preserving import inspecting

    calls = []
    original = inspecting.check_item

    def cut(*given):
        calls.append(given[1])
        if len(calls) == 2:
            raise SystemExit("power cut")
        return original(*given)

    monkeypatch.setattr(inspecting, "check_item", cut)
    preserving.inspect_all(house.person(ARCHIVIST))
    with pytest.raises(SystemExit):
        errands.run_next()
    with writing() as connection:
        connection.execute(update(Errand).where(Errand.state == "running").values(state="waiting"))
    assert errands.run_next()
    let_go()
    assert calls == [filed[0], filed[1], filed[1]]
    ended = select(InspectionEnd.items).join(Inspection, Inspection.id == InspectionEnd.inspection_id)
    assert reading().execute(ended.where(Inspection.occasion == "demand")).scalar_one() == 2


def test_once_a_month_by_itself(house, filed):
    telling.monthly()
    telling.monthly()
    let_go()
    waiting = select(Errand.wanted).where(Errand.kind == "inspection")
    assert [one["occasion"] for one in reading().execute(waiting).scalars()] == ["monthly"]
    while errands.run_next():
        let_go()
    telling.monthly()
    let_go()
    assert not errands.run_next()


def test_what_was_extended_or_destroyed_is_still_sound(house, filed):
    first, second = filed
    expire(first, second)
    kept = {second: {"decision": "keep", "new_period": "D30", "reason": "仍有用"}}
    carry_out(house, witness(house, approve(house, listed(house, first, second, decide=kept))))
    assert faults(second) == {}
    report = everything(house)
    assert (report.items, report.faulty, report.faults) == (1, 0, 0)
    unlocked(update(ArchiveItem).where(ArchiveItem.id == first).values(title="改"))
    assert everything(house).results["destroyed"][0] == FAULT


def test_of_earlier_reports_the_last_is_looked_at_also_where_it_has_fewer_items(house, filed):
    first, second = filed
    everything(house)
    expire(first)
    carry_out(house, witness(house, approve(house, listed(house, first))))
    last = everything(house)
    assert last.items == 1
    of_it = (InspectedItem.inspection_id == last.inspection_id, InspectedItem.item_id == second)
    unlocked(update(InspectedItem).where(*of_it).values(faults=3))
    assert everything(house).results["reports"] == [FAULT, [f"{item(second).code}的检测报告被改动"]]


def test_reports_are_append_only(house, filed):
    preserving.inspect(filed[0], "demand", house.person(ARCHIVIST))
    for table in ("inspection", "inspected_item", "inspection_end"):
        with pytest.raises(Exception, match="append-only"), writing() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
        let_go()


def test_an_item_that_is_not_sealed_yet_is_checked_for_all_that_can_be(house, filed):
    with writing() as connection:
        connection.execute(
            update(ArchiveItem).where(ArchiveItem.id == filed[0]).values(state="checked", mac="", expires_on=None)
        )
    verdict = preserving.check_item(reading(), filed[0], "filing")
    assert verdict.passed
    assert verdict.results["sealed"] == [UNCHECKED, ["还没有封卷"]]


def test_a_file_that_cannot_be_kept_is_not_filed(house, monkeypatch):
    from routing.services.filing import sealing

    document = house.at("awaiting_filing")
    original = sealing._keep_files

    def rotten(item, *given):
        pages = original(item, *given)
        tamper(files_of(item.id)[0].digest)
        return pages

    monkeypatch.setattr(sealing, "_keep_files", rotten)
    (one,) = house.file([document])
    assert item(one).state == "checked"
    assert house.row(document).state == "awaiting_filing"
    let_go()
    message = reading().execute(select(Errand.message).where(Errand.kind == "seal_round")).scalar_one()
    assert "归档检测没有通过" in message
    assert "不在文件库中" in message
