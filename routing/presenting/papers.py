"""The set page in words: what the check of it found, what is kept of it, how it is called as a file."""

from collections.abc import Sequence
from typing import Any, Final

from routing import display
from routing.queries import papers
from routing.queries.documents import DocumentView
from routing.services.issuing import Shown

SEAL_NOTE: Final = "印章图样是印在纸面上的图案，不是电子印章，不能代替用印和电子签名。"


def page(view: DocumentView, found: Shown, serial: int) -> dict[str, Any]:
    """What the page of the set paper shows."""
    document, query = view.document, f"?revision={serial}" if serial != view.document.revision_serial else ""
    base = f"/documents/{document.id}/paper"
    return {
        "address": f"{base}.pdf{query}",
        "download": f"{base}.pdf{query}{'&' if query else '?'}download=1",
        "word": f"{base}.docx{query}",
        "pictures": []
        if found.withheld
        else [f"{base}/{number}.png{query}" for number in range(1, found.pages.count + 1)],
        "withheld": found.withheld,
        "state": state(view, found, serial),
        "trouble": found.trouble,
        "notices": list(filter(None, (papers.dated_otherwise(found.content, found.paper),))),
        "fonts": found.pages.notices,
        "seal_note": SEAL_NOTE if found.paper.seal_mode.value == "picture" else "",
        "report": report(found.copy.report, "〔" not in found.copy.number) if found.copy is not None else None,
        "kept": kept(found.copy) if found.copy is not None else (),
        "unsigned": f"{base}.pdf?unsigned=1"
        if found.copy is not None and found.copy.signed_digest and not found.withheld
        else "",
    }


def state(view: DocumentView, found: Shown, serial: int) -> str:
    """What these pages are, in one sentence."""
    if found.copy is not None:
        return f"{found.copy.number}的正式文件，共{found.pages.count}页。"
    which = "" if serial == view.document.revision_serial else f"第{serial}稿，"
    if found.paper.draft:
        return f"{which}草稿，共{found.pages.count}页；签发以前印有“草稿”水印。"
    return f"已签发，还没有编号，共{found.pages.count}页。"


def report(findings: Sequence[dict[str, Any]], house_number: bool = False) -> dict[str, Any]:
    """The check by GB/T 9704, clause by clause: what is broken first, with its places, then what is kept.

    `house_number`: the number is written as FW-1 has it. The house's own rule comes before the standard.
    """
    broken: dict[str, dict[str, Any]] = {}
    for one in findings:
        if not one["kept"] and not (house_number and one["rule"] == "number-form"):
            rule = broken.setdefault(one["rule"], {"clause": one["clause"], "asks": one["asks"], "places": []})
            rule["places"].append(one["where"])
    sound = [{"clause": one["clause"], "asks": one["asks"]} for one in findings if one["kept"]]
    asked = len({one["rule"] for one in findings})
    own = "发文字号按本会《行文发文制度》第一条的写法，与国家标准不同，不算不符合。" if house_number else ""
    told = f"有{len(broken)}条不符合，请看过再打印" if broken else "全部符合"
    return {
        "summary": f"按 GB/T 9704—2012 检查{asked}条，{told}。{own}",
        "broken": list(broken.values()),
        "sound": sound,
        "clean": not broken,
    }


def kept(copy: Any) -> list[tuple[str, str]]:
    """What is kept of an archive copy, for who wants to check it."""
    rows = [
        ("字号", copy.number),
        ("编号时间", display.moment(copy.numbered_at)),
        ("排成时间", display.moment(copy.set_at)),
        ("大小", f"{display.size(copy.size)}，{copy.pages}页"),
        ("校验码（SHA-256）", copy.digest),
    ]
    if copy.signed_digest:
        rows += [
            ("电子签名", f"{copy.signer}，{display.moment(copy.signed_at)}"),
            ("签名文件的校验码", copy.signed_digest),
        ]
    return rows


def file_name(view: DocumentView, found: Shown, ending: str) -> str:
    """The name of the file: its number and its title."""
    number = found.copy.number if found.copy is not None else "草稿" if found.paper.draft else ""
    return papers.file_name(number, found.content.title, ending)
