"""四性检测 (DA/T 70-2018): every check with its nature, its sentence, its place in the standard, and how it is done.

The standard's item numbers are not quoted: see docs/adr/0014. `CHECKS` are asked of an item, `HOLDINGS` of the whole.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from routing.services.preserving import genuine, usable, whole
from routing.services.preserving.subject import Absent, Look, Subject, Unchecked

NATURES: Final = ("真实性", "完整性", "可用性", "安全性")
GENUINE, WHOLE, USABLE, SAFE = NATURES
SOUND, FAULT, UNCHECKED = "sound", "fault", "unchecked"
LOOK, ABSENT = "look", "absent"  # 请核对: looked into, no fault, for a person to see; 不适用: not there to be checked
OCCASIONS: Final = {"filing": "归档", "transfer": "移交", "monthly": "每月检测", "demand": "随时检测"}
OF_ALL: Final = ("monthly", "demand")  # those on which an errand checks the whole holdings


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it asks in one sentence, and what the standard calls it."""

    key: str
    nature: str
    sentence: str
    item: str
    find: Callable[[Subject], Iterator[str | Unchecked]] | None = None

    @property
    def basis(self) -> str:
        return f"DA/T 70-2018 {self.nature}：{self.item}"


NO_FILES: Final = "没有电子文件"


def _of_files(find: Callable[[Subject], Iterator[str | Unchecked]]) -> Callable[[Subject], Iterator[str | Unchecked]]:
    """A check of files: an item that has none is not called sound for it."""

    def found(subject: Subject) -> Iterator[str | Unchecked]:
        return find(subject) if subject.files else iter((Absent(NO_FILES),))

    return found


CHECKS: Final = (
    Check("digests", GENUINE, "每个文件的字节与归档时的校验码一致", "固化信息有效性", _of_files(genuine.digests)),
    Check("logs", GENUINE, "办理记录首尾相接、逐条未改，文稿是签发的那一稿", "固化信息有效性", genuine.logs),
    Check("sealed", GENUINE, "目录各栏和文件清单与封卷时一致", "固化信息有效性", genuine.sealed),
    Check("ranges", GENUINE, "目录各栏的类型、格式、取值在规定范围内", "元数据类型、格式、值域", genuine.ranges),
    Check("agreement", GENUINE, "目录的题名、文号、日期、文种与文件一致", "元数据与内容一致性", genuine.agreement),
    Check("printed", GENUINE, "正本上印着目录所记的文号、标题", "元数据与内容一致性", _of_files(genuine.printed)),
    Check("serials", WHOLE, "同一类中件号连续，没有空号", "连续性元数据项", whole.serials),
    Check("elements", WHOLE, "正本、稿纸或处理单、定稿、附件都在", "内容数据完整性", whole.elements),
    Check("process", WHOLE, "办理过程的记录齐全", "过程信息完整性", whole.process),
    Check("pages", WHOLE, "页数与文件的实际页数相符", "内容数据完整性", _of_files(whole.pages)),
    Check("parts", WHOLE, "同一件的来文、复文都已归档", "内容数据完整性", whole.parts),
    Check("opens", USABLE, "每个文件都能打开", "内容数据可读性", _of_files(usable.opens)),
    Check("archival", USABLE, "本系统制成的文件是 PDF/A-2u", "长期保存格式", _of_files(usable.archival)),
    Check("formats", USABLE, "文件格式在允许之列", "内容数据格式", _of_files(usable.formats)),
    Check("unlocked", USABLE, "文件没有密码", "无加密、无密码", _of_files(usable.unlocked)),
    Check("harmless", SAFE, "没有宏和脚本，内容与名称相符", "恶意代码", _of_files(usable.harmless)),
    Check("scanned", SAFE, "查毒软件检查过，没有病毒", "病毒感染", _of_files(usable.scanned)),
)
HOLDINGS: Final = (
    Check("run", WHOLE, "每一类的件号从1起连续，没有空号", "连续性元数据项"),
    Check("destroyed", GENUINE, "已销毁的只留目录和办理记录，目录未改", "固化信息有效性"),
    Check("reports", SAFE, "以前的检测报告未改", "保存过程安全性"),
    Check("database", SAFE, "数据库自检没有损坏", "载体安全性"),
    Check("backup", SAFE, "有最近的备份", "载体安全性"),
)
BY_KEY: Final[Mapping[str, Check]] = {check.key: check for check in (*CHECKS, *HOLDINGS)}
Results = dict[str, list[Any]]


def outcome(found: Iterator[str | Unchecked]) -> list[Any]:
    """What a check found, as it is kept: [outcome, words]. A fault counts first, then what was not looked into."""
    said: dict[str, list[str]] = {FAULT: [], UNCHECKED: [], LOOK: [], ABSENT: []}
    for one in found:
        words = one.words if isinstance(one, Unchecked) else one
        said[_kind(one)].append(words)
    outcome_ = next((kind for kind, words in said.items() if words), SOUND)
    return [outcome_, [words for some in said.values() for words in some]]


def _kind(one: str | Unchecked) -> str:
    if isinstance(one, str):
        return FAULT
    return ABSENT if isinstance(one, Absent) else LOOK if isinstance(one, Look) else UNCHECKED


def count(results: Results, *which: str) -> int:
    """How many checks came out so."""
    return sum(one[0] in which for one in results.values())
