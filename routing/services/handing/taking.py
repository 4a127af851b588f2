"""导入数据包: verified as a whole before anything is written, then item by item; shown when all of it is there.

The old logs are evidence of another installation and stay so (`evidence`). Each document is entered anew as a 补录
whose own log begins with the import and names the seal: nobody who never was here acts in it (docs/adr/0015).
"""

import time
from collections.abc import Mapping
from typing import IO, Any, Final

from flask import current_app
from sqlalchemy import insert, select, update

from routing import clock, display
from routing.actor import Actor
from routing.bags import metadata
from routing.database import let_go, reading, writing
from routing.files.errors import FileError, TooLarge
from routing.files.store import Stored
from routing.models import ArchiveItem, ArchivePackage, ImportedFile, ImportedPackage
from routing.queries import handing as queries
from routing.services import errands
from routing.services.attaching import store
from routing.services.errands import Assigned
from routing.services.errors import InvalidChangeError
from routing.services.handing import admitting, entering, evidence
from routing.services.handing.asking import refuse_others
from tools.verify_package import (
    FILES,
    ITEMS,
    MANIFEST,
    METADATA,
    SEAL,
    SIGNATURE,
    TAG_MANIFEST,
    Fault,
    Report,
    Zip,
    catalogue,
    first_look,
    verify,
)

IMPORT: Final = "import_package"
WHOLE: Final = (SEAL, SIGNATURE, MANIFEST, "bag-info.txt")  # what proves later that it was that package
TOLD: Final = 1.0  # seconds between two signs of life
UNSEALED: Final = frozenset({SEAL, SIGNATURE, TAG_MANIFEST})
WHOLE_WAY: Final = 100  # of the verification: per cent of its bytes


def receive(stream: IO[bytes], actor: Actor) -> int:
    """Keep a package and ask for its import; return the errand's number. Raises InvalidChangeError for what is none."""
    refuse_others(actor)
    admitting.refuse_a_house_with_its_own(actor)
    let_go()
    try:
        stored = store().put(stream, current_app.config["PACKAGE_LIMIT"])
    except TooLarge as error:
        raise InvalidChangeError("数据包太大，超过本系统设置的上限，请系统管理员调整", "package") from error
    try:
        with store().open(stored.digest) as file:
            told = first_look(Zip(file, current_app.config["PACKAGE_LIMIT"]))
    except Fault as fault:
        _forget(stored.digest)
        raise InvalidChangeError(f"这个文件不能导入：{fault}", "package") from fault
    if _came_before(stored.digest, actor):
        _forget(stored.digest)
        raise InvalidChangeError(f"数据包{told.number[:60]}已经导入过，没有重复导入", "package")
    return errands.ask(
        IMPORT, f"导入数据包 {told.number[:60]}", actor, back="/archive/packages#imported", digest=stored.digest,
        size=stored.size,
    )  # fmt: skip


def _came_before(digest: str, actor: Actor) -> bool:
    ours = (ImportedPackage.organisation_id == actor.organisation_id, ImportedPackage.state == "done")
    same = select(ImportedPackage.id).where(*ours, ImportedPackage.digest == digest).limit(1)
    return reading().execute(same).scalar_one_or_none() is not None


def go_on(package_id: int, actor: Actor) -> int:
    """Go on with an import that broke off; return the errand's number."""
    refuse_others(actor)
    row = queries.imported_package(reading(), package_id, actor)
    if row.state != "importing":
        raise InvalidChangeError("这个数据包已经导入")
    return errands.ask(
        IMPORT, f"导入数据包 {row.number}", actor, back="/archive/packages#imported", digest=row.digest, size=row.size
    )


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Import a package (the errand). Taken up again, it goes on where it broke off."""
    digest = str(assigned.wanted["digest"])
    if (mine := _was_done(digest, assigned)) is not None:
        return mine
    try:
        with store().open(digest) as file:
            return _take(file, digest, assigned)
    except FileError as error:
        raise InvalidChangeError("数据包的文件不在了，请重新上传") from error


errands.register(IMPORT, work)


def _was_done(digest: str, assigned: Assigned) -> Mapping[str, Any] | None:
    """What to report where this very errand had come to its end before it was cut short; None where there is work."""
    ours = (ImportedPackage.organisation_id == assigned.actor.organisation_id, ImportedPackage.state == "done")
    row = (
        reading()
        .execute(select(ImportedPackage.__table__).where(*ours, ImportedPackage.errand_id == assigned.id))
        .one_or_none()
    )
    if row is None:
        return None
    _forget(digest)
    return {"lines": [["导入", f"{row.items}件，来源{row.source}，数据包{row.number}"]]}


def _take(file: IO[bytes], digest: str, assigned: Assigned) -> Mapping[str, Any]:
    actor = assigned.actor
    refuse_others(actor)
    beat = _Beat(assigned)
    try:
        package = _Watched(file, beat)
        told = verify(package)
        rows = catalogue(package)
        admitted = admitting.admit(package, rows, told, actor)
    except (Fault, InvalidChangeError) as fault:
        _forget(digest)
        said = fault.message if isinstance(fault, InvalidChangeError) else f"数据包没有通过检验：{fault}"
        raise InvalidChangeError(f"{said}。没有导入任何内容") from fault
    came = _begin(told, digest, assigned)
    if came.state == "done":
        _forget(digest)
        raise InvalidChangeError(f"数据包{told.number}已经导入过，没有重复导入")
    homes = admitting.prepare(admitted, told, actor)
    for done, row in enumerate(rows):
        beat(done, len(rows), f"第2步，导入：第{done + 1}件，共{len(rows)}件（{row['档号']}）")
        facts = metadata.read(package.octets(f"{ITEMS}{row['目录']}/{METADATA}"), row["档号"])
        entering.enter(package, row["目录"], facts, came, homes, actor)
        let_go()
    assigned.at(len(rows), len(rows), "全部导入，列入目录")
    _show(came, evidence.put({name: package.octets(name) for name in WHOLE}))
    _forget(digest)
    return {"lines": [
        ["导入", f"{told.items}件，{told.documents}份文件，{told.files}个文件"],
        ["来源", f"{told.source}，数据包{told.number}，{told.made}制作"],
        ["封印", f"公钥指纹 {told.fingerprint}，请与纸质移交清册核对"],
        ["办理记录", f"{told.lines}行，作为原单位的记录封存，随时可看，不再改动"],
    ]}  # fmt: skip


def _begin(told: Report, digest: str, assigned: Assigned) -> Any:
    """The package's row: new, or the one that is there already, half done or done."""
    actor = assigned.actor
    ours = (ImportedPackage.organisation_id == actor.organisation_id, ImportedPackage.seal == told.seal)
    let_go()
    with writing() as connection:
        row = connection.execute(select(ImportedPackage.__table__).where(*ours)).one_or_none()
        if row is not None:
            if row.state == "importing":
                which = ImportedPackage.id == row.id
                connection.execute(update(ImportedPackage).where(which).values(errand_id=assigned.id))
            return row
        values = {
            "organisation_id": actor.organisation_id,
            "number": told.number,
            "seal": told.seal,
            "key": told.fingerprint,
            "source": told.source[:120],
            "made_on": told.made[:10],
            "digest": digest,
            "size": int(assigned.wanted["size"]),
            "items": told.items,
            "lines": told.lines,
            "imported_by": actor.person_id,
            "imported_name": actor.name,
            "imported_at": clock.now(),
            "errand_id": assigned.id,
        }
        connection.execute(insert(ImportedPackage), values)
        return connection.execute(select(ImportedPackage.__table__).where(*ours)).one()


def _show(package: Any, whole: dict[str, Stored]) -> None:
    """All items of the package appear in the file at once: before that, nobody saw half of it. Its seal is kept."""
    came = select(ImportedFile.item_id).where(ImportedFile.package_id == package.id, ImportedFile.item_id.is_not(None))
    let_go()
    with writing() as connection:
        items = update(ArchiveItem).where(ArchiveItem.id.in_(came), ArchiveItem.state == entering.ARRIVING)
        connection.execute(items.values(state="filed"))
        evidence.keep(connection, package.organisation_id, package.id, None, whole)
        which = (ImportedPackage.id == package.id, ImportedPackage.state == "importing")
        connection.execute(update(ImportedPackage).where(*which).values(state="done", ended_at=clock.now()))


def _forget(digest: str) -> None:
    """Keep no file that was refused, or that is unpacked: unless it is a package that was made here, or on its way in.

    Its contents are in the store by themselves, and of what may be destroyed one day there is no second copy.
    """
    let_go()
    made = select(ArchivePackage.id).where(ArchivePackage.digest == digest)
    coming = select(ImportedPackage.id).where(ImportedPackage.digest == digest, ImportedPackage.state == "importing")
    if all(reading().execute(one.limit(1)).first() is None for one in (made, coming)):
        store().remove(digest)


class _Beat:
    """Signs of life, not more often than needed."""

    def __init__(self, assigned: Assigned) -> None:
        self.assigned, self.told = assigned, 0.0

    def __call__(self, done: int, total: int, message: str) -> None:
        if time.monotonic() - self.told > TOLD:
            self.assigned.at(done, total, message)
            self.told = time.monotonic()


class _Watched(Zip):
    """A package that tells how far its verification has come, by the bytes.

    Everything is held against its manifest; tags then against the seal, the files of items against their metadata.
    """

    def __init__(self, file: IO[bytes], beat: _Beat) -> None:
        super().__init__(file, current_app.config["PACKAGE_LIMIT"])
        sealed = [name for name in self.names if not name.startswith("data/") and name not in UNSEALED]
        twice = [*sealed, *(name for name in self.names if name.startswith(ITEMS) and f"/{FILES}" in name)]
        self.there = sum(map(self.size, self.names))
        self.whole = self.there - self.size(TAG_MANIFEST) + sum(map(self.size, twice))
        self.beat, self.seen = beat, 0

    def digest(self, name: str) -> str:
        found = super().digest(name)
        self.seen = min(self.seen + self.size(name), self.whole)
        told = f"第1步，检验数据包：共{display.size(self.there)}"
        self.beat(self.seen * WHOLE_WAY // max(self.whole, 1), WHOLE_WAY, told)
        return found
