"""Before an item goes into a package: is it what it was when it was filed? (DA/T 70-2018, 移交环节)."""

import re
from typing import Any, Final

from routing.database import let_go, reading, writing
from routing.services import preserving
from routing.services.errands import Assigned
from routing.services.preserving.checks import FAULT

FAULTY: Final = "与归档时不一致"


def begun(assigned: Assigned, number: str) -> int:
    """The report (四性检测) of a package's items."""
    return preserving.begun(assigned, "transfer", f"数据包 {number}")


def fault_of(item: Any, inspection: int, assigned: Assigned) -> str:
    """Check an item and keep its report. Why it is not packed, in words for the archivist; empty where it is whole."""
    verdict = preserving.check_item(reading(), item.id, "transfer")
    let_go()
    with writing() as connection:
        preserving.add(connection, inspection, assigned.actor, verdict)
    found = {key: one[1][0] for key, one in verdict.results.items() if one[0] == FAULT}
    if "sealed" in found:
        return f"著录{FAULTY}"
    if "digests" in found:
        named = re.match("《(.*)》", found["digests"])
        return f"文件{FAULTY}或已不在：{named[1] if named else ''}"
    if "logs" in found:
        return f"办理记录或文稿{FAULTY}，请审计管理员在“审计—校验”中查看"
    return next(iter(verdict.bars), "")


def ended(inspection: int, assigned: Assigned, number: str) -> None:
    """The report is complete."""
    let_go()
    with writing() as connection:
        preserving.end(connection, inspection, assigned.actor, f"数据包 {number}")
