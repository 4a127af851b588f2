"""The audit pages in plain words, without titles or texts of documents."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlencode

import workflows
from routing import clock, display
from routing.presenting.history import BEGUN
from routing.queries.audit import PAGE
from routing.services.accounts import RESULTS
from routing.services.verifying import Report
from workflows.clauses import CLAUSES

TABS: Final = (
    ("文件日志", "/audit"),
    ("管理日志", "/audit/administration"),
    ("登录记录", "/audit/logins"),
    ("登录失败", "/audit/logins/failed"),
    ("机要拒绝", "/audit/refusals"),
    ("导出记录", "/audit/exports"),
    ("校验", "/audit/verify"),
    ("利用登记", "/archive/readings"),
    ("四性检测", "/archive/checks"),
    ("流程和依据", "/admin/rules"),
)
COLUMNS: Final = (
    ("时间", "when"),
    ("文件编号", "document"),
    ("发文字号", "number"),
    ("条次", "serial"),
    ("动作", "action"),
    ("转到", "state"),
    ("人员", "person"),
    ("岗位", "post"),
    ("依据", "clause"),
)
# What verifying says is broken, in the office's words.
FAULTS: Final = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r", log line \d+: line (\d+) is missing$", r"：缺少第\1条日志"),
        (r"^imported item (.+): the row of (.+) was altered$", r"导入的档案\1：\2的登记被改动"),
        (r"^imported item (.+): (.+) is gone or was altered$", r"导入的档案\1：\2不在了或被改动"),
        (r", log line (\d+): does not follow from the line before$", r"：第\1条日志与上一条接不上"),
        (r", log line (\d+): was altered$", r"：第\1条日志被改动"),
        (r", log line (\d+): was written under other rules than the document's$", r"：第\1条日志所依规则与文件不符"),
        (r": the log ends at line (\d+), the document says (\d+)$", r"：日志有\1条，应有\2条"),
        (r": is in state \S+, the log says \S*$", r"：现在的状态与日志不符"),
        (r": is \w+, the log says \w+$", r"：是否有效与日志不符"),
        (r": revision (\d+) was altered$", r"：第\1稿被改动"),
        (r": revision (\d+) is not the one that the log names$", r"：第\1稿与日志记载的不是同一稿"),
        (r": revision \d+ \(its id\), which the log names, is gone$", r"：日志记载的一稿不见了"),
        (r": revision (\d+): the attachment .+ is not the one that was attached$", r"：第\1稿的附件不是当时所附的"),
        (
            r": its title, kind, urgency or secrecy are not those of its text$",
            r"：标题、文种、紧急程度或密级与正文不符",
        ),
        (r": the signed text is not the one that was signed$", r"：签发稿不是当时签发的那一稿"),
        (r": the present text is not the one that was saved$", r"：现稿不是保存的那一稿"),
        (r": bears the number .+, the log says .+$", r"：字号与日志不符"),
        (r": the register does not say of its number (.+) what the log says$", r"：字号\1的作废登记与日志不符"),
        (r": is gone, its log is still there$", r"：文件不见了，日志还在"),
        (r"^rules (\S+) of digest (\S+): were altered$", r"流程规则\1（\2）被改动"),
        (r"^number (.+): serial (\d+) is missing before it$", r"发文字号\1：前面缺第\2号"),
        (r"^number (.+): its document bears .+$", r"发文字号\1：与文件上的字号不符"),
        (r"^series (\d+), year (\d+): runs to (\d+), the counter says (\d+)$", r"第\1种字号\2年：编到\3，计数为\4"),
    )
)
_DOCUMENT: Final = re.compile(r"^document (\d+)(?:《.*》)?", re.DOTALL)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "火狐"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def tabs(here: str) -> list[dict[str, Any]]:
    return [{"label": label, "href": href, "current": href == here, "count": None} for label, href in TABS]


def lines(rows: Iterable[Any]) -> Iterator[dict[str, str]]:
    """Lines of the log: when, which document, what, who, in what post, under which clause."""
    for row in rows:
        clause = CLAUSES.get(row.clause)
        yield {
            "when": f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}",
            "document": str(row.document_id),
            "number": row.number,
            "serial": str(row.serial),
            "action": _done(row),
            "state": _state(row),
            "person": row.person_name,
            "post": f"{row.post_name}（代{row.on_behalf_of}）" if row.on_behalf_of else row.post_name,
            "clause": clause.citation if clause else row.clause,
        }


def refused_access(rows: Iterable[Any]) -> Iterator[dict[str, str]]:
    """Who asked for a restricted document and was told that it is not there."""
    for row in rows:
        yield {
            "at": f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}",
            "who": row.person_name,
            "document": str(row.document_id),
            "number": row.number,
            "address": row.address,
        }


def exports(rows: Iterable[Any]) -> Iterator[dict[str, str]]:
    """Who took what out of the house, how, and how many lines."""
    for row in rows:
        yield {
            "at": f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}",
            "who": f"{row.person_name}（{row.post_name}）" if row.post_name else row.person_name,
            "what": row.what,
            "way": row.way,
            "number": str(row.number),
        }


def _done(row: Any) -> str:
    """What was done; a definition of earlier days may have had actions that today's has not."""
    if not row.from_state:
        return BEGUN.get(row.workflow, "起草")
    found = {action.key: action.done for action in workflows.get(row.workflow).actions}
    return found.get(row.action, row.action)


def _state(row: Any) -> str:
    found = {state.key: state.label for state in workflows.get(row.workflow).states}
    return found.get(row.to_state, row.to_state) if row.from_state != row.to_state else ""


def administration(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Lines of the administration log."""
    return [
        {
            "when": f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}",
            "who": f"{row.person_name}（{row.post_name}）",
            "done": row.done,
            "before": row.before,
            "after": row.after,
        }
        for row in rows
    ]


def logins(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Logins: who, from when to when, on what."""
    return [
        {
            "started": display.moment(row.started_at),
            "who": f"{row.name}（{row.username}）",
            "seen": display.moment(row.seen_at),
            "device": device(row.device),
            "address": row.address,
            "over": f"{display.moment(row.revoked_at)}退出" if row.revoked_at else "",
        }
        for row in rows
    ]


def failed_logins(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Refused logins: when, under which name, whose that is, why, from where."""
    return [
        {
            "at": f"{clock.local(row.at):%Y-%m-%d %H:%M:%S}",
            "username": row.username,
            "who": row.name or "",
            "result": RESULTS.get(row.result, row.result),
            "device": device(row.device),
            "address": row.address,
        }
        for row in rows
    ]


def device(agent: str) -> str:
    """A browser's long description of itself in two words; its beginning where it is none that we know."""
    system = next((label for mark, label in _SYSTEMS if mark in agent), "")
    browser = next((label for mark, label in _BROWSERS if mark in agent), "")
    return " ".join(filter(None, (system, browser))) or agent[:40] or "未知设备"


def older(address: str, narrowed: dict[str, Any], rows: list[Any], key: str) -> tuple[list[Any], str]:
    """The rows of one page, and the address of the next (older) one, if there is one."""
    if len(rows) <= PAGE:
        return rows, ""
    page = rows[:PAGE]
    return page, f"{address}?{urlencode({**narrowed, 'before': page[-1]._mapping[key]})}"


def verdict(report: Report) -> dict[str, Any]:
    """What verifying found, document by document, without titles."""
    return {
        "sound": not report.faults,
        "documents": report.documents,
        "lines": report.lines,
        "numbers": report.numbers,
        "faults": [fault(each) for each in report.faults],
    }


def fault(text: str) -> str:
    """One fault in Chinese. A document is named by its id: the audit officer reads no titles."""
    named = _DOCUMENT.sub(r"文件\1", text)
    for pattern, words in FAULTS:
        said, found = pattern.subn(words, named)
        if found:
            return said
    whose = re.split("[,:]", named, maxsplit=1)[0]
    return f"{whose}：有一处不符，详情请运维人员执行 flask verify 查看"


def as_csv(rows: Iterable[Any]) -> Iterator[str]:
    """The lines as CSV for a spreadsheet: a byte order mark, and no cell that it would take for a formula."""
    yield "\ufeff" + _csv_line([label for label, _ in COLUMNS])
    for line in lines(rows):
        yield _csv_line([_harmless(line[name]) for _, name in COLUMNS])


def _csv_line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
