"""制作数据包: item after item is checked and written into one sealed ZIP file, without being held in memory."""

import os
import time
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

from sqlalchemy import Row, update

from routing import clock
from routing.actor import Actor
from routing.bags import catalogue
from routing.bags.bag import Bag
from routing.bags.facts import ItemFacts
from routing.bags.names import file_of, folder_of
from routing.database import let_go, reading, writing
from routing.files.errors import FileError
from routing.models import ArchivePackage, PackageItem
from routing.queries import handing as queries
from routing.services import copies, errands, exporting
from routing.services.attaching import store
from routing.services.errands import Assigned
from routing.services.errors import InvalidChangeError
from routing.services.handing import checking, keys, listing
from routing.services.handing.asking import PACK, PURPOSES, items_of
from routing.services.handing.gathering import Gathered, gather
from tools.verify_package import CATALOGUE, CUSTODY, FILES, ITEMS, METADATA, RULES

LARGEST: Final = 1 << 40  # bytes of a package
TOLD: Final = 1.0  # seconds between two signs of life
NAMED: Final = 20  # items that the report names


def work(assigned: Assigned) -> Mapping[str, Any]:
    """Make a package (the errand). Broken off, it is made anew from the beginning: until the end nothing is changed."""
    package = queries.package(reading(), assigned.subject_id, assigned.actor)
    if package.state != "making":
        return dict(package.report)
    path = keys.workshop() / f"{package.number}.zip.part"
    try:
        with path.open("wb") as target:
            with Bag(target, package.number, clock.local(clock.now())) as bag:
                making = _Making(package, bag, assigned)
                making.fill()
                seal = making.close()
            target.flush()
            os.fsync(target.fileno())
        with path.open("rb") as made:
            stored = store().put(made, LARGEST)
    finally:
        path.unlink(missing_ok=True)
    report = {"lines": making.report()}
    values = {
        "state": "made",
        "made_at": clock.now(),
        "items": len(making.listed),
        "files": making.bag.files,
        "digest": stored.digest,
        "size": stored.size,
        "list_digest": making.list_digest,
        "seal": seal,
        "key": keys.key().fingerprint,
        "report": report,
    }
    let_go()
    with writing() as connection:
        for item_id, reason in making.left_out.items():
            which = (PackageItem.package_id == package.id, PackageItem.item_id == item_id)
            connection.execute(update(PackageItem).where(*which).values(left_out=reason[:300]))
        which = (ArchivePackage.id == package.id, ArchivePackage.state == "making")
        connection.execute(update(ArchivePackage).where(*which).values(values))
    exporting.keep(assigned.actor, f"档案数据包 {package.number}：{package.what}", "数据包", len(making.listed))
    return report


errands.register(PACK, work)


class _Making:
    """A package on its way."""

    def __init__(self, package: Row[Any], bag: Bag, assigned: Assigned) -> None:
        self.package, self.bag, self.assigned = package, bag, assigned
        self.listed: list[ItemFacts] = []
        self.left_out: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.list_digest = ""
        self._lines: list[bytes] = []
        self._rules: dict[str, bytes] = {}
        self._folders: set[str] = set()

    def fill(self) -> None:
        """Check and write every item. Raises InvalidChangeError where not one is left."""
        items, told = items_of(reading(), self.package.id), 0.0
        inspection = checking.begun(self.assigned, self.package.number)
        for done, item in enumerate(items):
            if time.monotonic() - told > TOLD:
                self.assigned.at(done, len(items), item.code)
                told = time.monotonic()
            self.codes[item.id] = item.code
            if reason := item.left_out or checking.fault_of(item, inspection, self.assigned):
                self.left_out[item.id] = reason
                continue
            self._add(gather(reading(), item.id))
            let_go()
        checking.ended(inspection, self.assigned, self.package.number)
        if not self.listed:
            why = "；".join(f"{self.codes[one]}：{reason}" for one, reason in list(self.left_out.items())[:3])
            raise InvalidChangeError(f"没有一件可以打包。{why}")
        self.assigned.at(len(items), len(items), "写目录、封印")

    def _add(self, gathered: Gathered) -> None:
        facts = gathered.facts
        folder = folder_of(facts.code)
        while folder in self._folders:
            folder += "_"
        self._folders.add(folder)
        place = f"{ITEMS}{folder}/"
        self.bag.put(place + METADATA, gathered.metadata)
        for name, octets in gathered.members.items():
            self.bag.put(place + name, octets)
        for file in facts.files:
            name = f"{place}{FILES}{file_of(file.position, file.kind, file.name)}"
            try:
                with store().open(file.digest) as stream:
                    digest = self.bag.copy(name, stream, file.size)
            except FileError as error:
                raise InvalidChangeError(f"{facts.code}：{file.name}读不出来，没有打包") from error
            if digest != file.digest:
                raise InvalidChangeError(f"{facts.code}：{file.name}与归档时不一致，没有打包")
        for number, octets in enumerate(gathered.custody, 1):
            self.bag.put(f"{CUSTODY}{folder}/{number:03}.jsonl", octets)
        self._rules |= gathered.rules
        self.listed.append(facts)
        self._lines.append(catalogue.line(len(self.listed), facts, folder))

    def close(self) -> str:
        """The catalogue, the rules, the 移交清册, the seal; returns the seal's digest."""
        for name, octets in sorted(self._rules.items()):
            self.bag.put(f"{RULES}{name}", octets)
        self.bag.put(CATALOGUE, catalogue.head() + b"".join(self._lines))
        octets = listing.made(self.package, self.listed, self.bag, keys.key().fingerprint, self.assigned.actor)
        self.list_digest = copies.keep_file(octets).digest
        self.bag.put("移交清册.pdf", octets)
        return self.bag.close(keys.key(), {
            "Source-Organization": self.assigned.actor.organisation_name,
            "External-Description": f"{PURPOSES[self.package.purpose]}：{self.package.what}",
            "Bag-Software-Agent": "Hongtou",
            "Contact-Name": self.assigned.actor.name,
            "Bag-Count": "1 of 1",
        })  # fmt: skip

    def report(self) -> list[list[str]]:
        """What came of it, in words."""
        lines = [["装入", f"{len(self.listed)}件，{self.bag.files}个文件"]]
        if self.left_out:
            named = [f"{self.codes[one]}：{reason}" for one, reason in list(self.left_out.items())[:NAMED]]
            more = f"等{len(self.left_out)}件" if len(self.left_out) > NAMED else ""
            lines.append(["没有装入", f"{'；'.join(named)}{more}"])
        return lines


def opened(package: Row[Any]) -> BinaryIO:
    """The package's file, as a stream for a download. Raises InvalidChangeError where it is not there (any longer)."""
    if not package.digest:
        raise InvalidChangeError("这个数据包还没有做好")
    try:
        return store().open(package.digest)
    except FileError as error:
        raise InvalidChangeError("数据包的文件不在了，请重新制作") from error


def taken_out(package: Row[Any], actor: Actor) -> None:
    """Keep on record that somebody takes the package out."""
    exporting.keep(actor, f"下载档案数据包 {package.number}", "数据包", package.items)
