"""档案移交清册: what a package holds, under which seal, with places for both sides to sign (条例 art. 27)."""

from dataclasses import dataclass

from routing.typeset.forms.archive import CatalogueEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferList:
    """The whole of a package, and its items. `seal` and `key` are to be held against what the verifier shows."""

    organisation: str = ""
    purpose: str = ""
    number: str = ""
    made_on: str = ""
    made_by: str = ""
    what: str = ""
    items: str = ""
    files: str = ""
    volume: str = ""
    key: str = ""
    receiver: str = ""
    entries: tuple[CatalogueEntry, ...] = ()


def sample(organisation: str) -> TransferList:
    """One that is filled in."""
    titles = ("关于表彰“最美家庭”的决定", "关于开展维权周活动的通知", "2025年度工作总结")
    return TransferList(
        organisation=organisation,
        purpose="移交进馆",
        number="Z109-YJ-2026-001",
        made_on="2026年6月3日",
        made_by="何素芬",
        what="2025年度，永久，3件",
        items="3件",
        files="21个",
        volume="8.4 MB",
        key="3b1f 77a0 92c4 e5d8 0a6b 4c1d 9f22 e871",
        receiver="泰州市档案馆",
        entries=tuple(
            CatalogueEntry(
                serial=str(n),
                reference=f"Z109-WS·2025-Y-BGS-{n:04}",
                number=f"泰妇字(2025)第{n}号",
                author=organisation,
                title=f"{organisation}{title}",
                date=f"202503{n:02}",
                pages=str(n + 2),
            )
            for n, title in enumerate(titles, 1)
        ),
    )
