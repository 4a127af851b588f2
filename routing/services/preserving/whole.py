"""完整性: is everything there that belongs to an item, and every item that belongs to its class?"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from routing.models import ArchiveItem
from routing.services.preserving.subject import Look, Part, Subject, Unchecked

Found = Iterator[str | Unchecked]
# What a document of that kind must have in the file, and how it is called.
ELEMENTS: Final = {
    "outgoing": (("original", "正本"), ("sheet", "发文稿纸"), ("final", "定稿")),
    "incoming": (("sheet", "收文处理单"),),
}
# What its log must tell: any of these actions.
PROCESS: Final = {
    "outgoing": (("签发", {"sign"}), ("编号", {"number"}), ("分发", {"distribute"})),
    "incoming": (("登记", {"register", "register_restricted"}),),
    "record": (("补录核对", {"confirm_entry"}),),
}


def serials(subject: Subject) -> Found:
    item = subject.item
    if item.serial is None or item.serial < 2:
        return
    before = f"{item.code.rpartition('-')[0]}-{item.serial - 1:04d}"
    there = select(ArchiveItem.id).where(
        ArchiveItem.organisation_id == item.organisation_id, ArchiveItem.code == before
    )
    if subject.connection.execute(there).first() is None:
        yield f"件号不连续：缺{before}"


def elements(subject: Subject) -> Found:
    for part in subject.parts:
        if part.row.restricted:
            yield Look("机要文件的纸质件由保管人清点")
            continue
        for kind, words in ELEMENTS.get(part.row.workflow, ()):
            if not subject.of(part.row.id, kind):
                yield f"缺{words}{_of(subject, part)}"
        if part.content is None:
            yield f"文件没有内容{_of(subject, part)}"
            continue
        known = {one.row.digest for one in subject.of(part.row.id)}
        for file in part.content.attachments:
            if file.digest not in known:
                yield f"缺附件《{file.name}》"


def process(subject: Subject) -> Found:
    for part in subject.parts:
        taken = {line.action for line in part.lines}
        if not part.lines:
            yield f"没有办理记录{_of(subject, part)}"
            continue
        asked = PROCESS.get(part.row.workflow, ())
        gone = [words for words, actions in asked if part.row.number and not actions & taken]
        if gone:
            yield f"办理记录里没有{'、'.join(gone)}{_of(subject, part)}"
        if subject.sealed and "file" not in taken:
            yield f"办理记录里没有归档{_of(subject, part)}"


def pages(subject: Subject) -> Found:
    counted = 0
    for one in subject.files:
        found = one.examined
        if found is not None and not found.trouble and found.pages != one.row.pages:
            yield f"《{one.row.name}》记{one.row.pages}页，实有{found.pages}页"
        counted += one.row.pages
    if subject.files and counted != subject.item.pages:
        yield Look(f"目录记{subject.item.pages}页，各文件合计{counted}页，以清点纸质件为准")


def parts(subject: Subject) -> Found:
    if not subject.parts:
        yield "这一件没有文件"
    if not subject.sealed:
        return
    for part in subject.parts:
        if part.filed_at is None or not part.row.state.endswith("filed"):
            yield f"文件没有归档{_of(subject, part)}"


def _of(subject: Subject, part: Part) -> str:
    """Which of several documents is meant."""
    return f"（{part.row.number or part.row.title[:30]}）" if len(subject.parts) > 1 else ""
