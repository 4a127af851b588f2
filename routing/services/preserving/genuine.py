"""真实性: is everything what it was, and does the catalogue say what the documents say?"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from routing import clock
from routing.models import RetentionChange
from routing.services import verifying
from routing.services.filing import catalogue, terms
from routing.services.preserving.subject import Absent, Look, Part, Subject, Unchecked
from routing.typeset.soundness import bare

Found = Iterator[str | Unchecked]
EARLIEST: Final = 1900
CODE: Final = re.compile(r".+-.+·\d{4}-.+-.+-\d{4}")
# The faults of a log, in the office's words.
_WORDS: Final = (
    (r"log line \d+: line (\d+) is missing", r"办理记录缺第\1条"),
    (r"log line (\d+): does not follow.*", r"办理记录第\1条与上一条接不上"),
    (r"log line (\d+): was altered", r"办理记录第\1条被改动"),
    (r"log line (\d+): was written under other.*", r"办理记录第\1条不是按这份文件的流程写的"),
    (r"the log ends at line (\d+).*", r"办理记录到第\1条为止，后面的不见了"),
    (r"revision (\d+) was altered", r"第\1稿被改动"),
    (r"revision (\d+) \(its id\).*", r"有一稿不见了"),
    (r"the present text is not.*", "现在的文字不是最后保存的那一稿"),
    (r"the signed text is not.*", "签发稿不是当时签发的那一稿"),
    (r"is in state (\S+), the log says (\S+)", "文件的状态与办理记录不符"),
    (r"bears the number.*", "文号与登记簿不符"),
    (r"archive copy of (.*): .*", r"\1的正式文件或其登记被改动"),
    (r".*attachment (.*) is not the one.*", r"附件《\1》不是当时所附的那个"),
    (r".*signature by hand.*", "手写签名被改动或不见了"),
)


def digests(subject: Subject) -> Found:
    for one in subject.files:
        if not one.is_there:
            yield f"《{one.row.name}》不在文件库中"
        elif one.octets is None:
            yield f"《{one.row.name}》的字节与归档时的校验码不符"


def logs(subject: Subject) -> Found:
    for part in subject.parts:
        for fault in verifying.faults_of(subject.connection, part.row, verifying.Report()):
            yield said(fault)


def said(fault: str) -> str:
    """A fault of the verifier in the office's words."""
    told = re.sub(r"^document \d+《.*》[:,] ", "", fault)
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, told):
            return match.expand(words)
    return f"校验不符：{told}"


def sealed(subject: Subject) -> Found:
    if not subject.sealed:
        if subject.item.state in catalogue.SEALED:
            yield "目录没有封卷时的校验值"
        else:
            yield Unchecked("还没有封卷")
    elif not catalogue.holds(subject.connection, subject.item):
        changed = "、".join(_changed(subject))
        yield f"目录或文件清单被改动，与封卷时的校验值不符{f'（{changed}与文件不一致）' if changed else ''}"


def agreement(subject: Subject) -> Found:
    """A title in [ ] is the filer's own; what else differs a person wrote so, where the seal over it holds."""
    if subject.first is None or subject.first.content is None:
        yield "没有可以对照的文件内容"
        return
    changed = list(_changed(subject))
    if not changed:
        return
    words = f"目录的{'、'.join(changed)}与文件不一致"
    holds = not subject.sealed or catalogue.holds(subject.connection, subject.item)
    by_hand = holds and subject.item.decided_at is not None and "题名" not in changed
    yield Look(f"{words}（封卷前由整理人改写，请核对）") if by_hand else words


def _changed(subject: Subject) -> Iterator[str]:
    item, first = subject.item, subject.first
    if first is None or first.content is None or item.restricted:
        return
    if item.title != first.row.title and not item.title.startswith("["):
        yield "题名"
    number, dated = told_by(first)
    if item.number != number[:80]:
        yield "文号"
    if dated is not None and item.dated != dated:
        yield "日期"
    if item.kind != first.row.kind:
        yield "文种"


def told_by(part: Part) -> tuple[str, date | None]:
    """The number and the day that a document itself bears."""
    content, row = part.content, part.row
    if row.workflow == "outgoing":
        return row.number, row.signed_on
    number = content.source_number if row.workflow == "incoming" else getattr(content, "number", "")
    day = getattr(content, "dated", "")
    return number or "", date.fromisoformat(day) if day else None


def printed(subject: Subject) -> Found:
    """What the 正本 itself says: its number and its title."""
    originals = [
        (part, one)
        for part in subject.parts
        if part.row.workflow == "outgoing"
        for one in subject.of(part.row.id, "original")
    ]
    if not originals:
        yield Absent("没有本会的电子正本")
    for part, one in originals:
        if one.examined is not None and not one.examined.trouble:
            for label, words in (("文号", part.row.number), ("标题", part.row.title)):
                if bare(words) not in one.examined.words:
                    yield f"《{one.row.name}》上没有目录所记的{label}"


def ranges(subject: Subject) -> Found:
    item = subject.item
    wrong: dict[str, Any] = {
        "题名": not item.title.strip(),
        "保管期限": item.period not in terms.PERIODS or (item.house_term and item.house_term not in terms.TERMS),
        "年度": not EARLIEST <= item.year <= clock.today().year,
        "日期": item.dated is not None and not EARLIEST <= item.dated.year <= clock.today().year,
        "页数": item.pages < 0,
        "件号": item.serial is None or item.serial < 1,
        "档号": not CODE.fullmatch(item.code) or not item.code.endswith(f"-{item.serial or 0:04d}"),
    }
    wrong["到期日"] = item.state in catalogue.SEALED and item.expires_on != _expiry(subject)
    yield from (f"{label}不在规定的范围内" for label, is_wrong in wrong.items() if is_wrong)


def _expiry(subject: Subject) -> date | None:
    """When the period is over: as it was filed, or as it was extended last."""
    last = select(RetentionChange.expires_on).where(RetentionChange.item_id == subject.item.id)
    extended = subject.connection.execute(last.order_by(RetentionChange.id.desc()).limit(1)).one_or_none()
    return extended.expires_on if extended else terms.expires(subject.item.period, subject.item.year)
