"""借阅 in words: the page of a loan, the register, what somebody has borrowed, where an item is, who read what."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from routing import clock, display
from routing.fragments import Lasting
from routing.models.loan import ELECTRONIC
from routing.presenting import documents as words
from routing.presenting import history
from routing.presenting.house_forms import hand, opinions
from routing.presenting.loan_register import entry, title_of
from routing.queries.documents import DocumentView
from routing.queries.lending import Whereabouts
from routing.services import loans
from routing.services.filing.terms import PERIODS
from routing.services.loaned import RULES, SOUND, Loan
from routing.services.received import RESTRICTED
from routing.typeset.forms.archive import LoanItem, LoanSlip
from routing.typeset.forms.parts import Signed

UNSHOWN: Final = "（题名不在这里显示）"  # of what not everybody who reads the loan may know of
APPROVALS: Final = ("approve_loan", "approve_outside", "refuse_loan")


def page(view: DocumentView, loan: Any, where: Mapping[int, Whereabouts], waiting: Iterable[Any]) -> dict[str, Any]:
    """The page of a loan: its columns, its items and where each is, what is to be seen to."""
    content: Loan = view.content
    return {
        "facts": [(label, value) for label, value in _facts(view, loan) if value],
        "rule": RULES[content.rule],
        "items": [
            {
                "code": one.code,
                "title": one.title or UNSHOWN,
                "pages": f"{one.pages}页" if one.pages else "",
                "href": f"/archive/loans/items/{one.item_id}",
                "where": elsewhere(where.get(one.item_id), view.document.id),
            }
            for one in content.items
        ],
        "letters": [
            {"name": file.name, "href": f"/attachments/{file.attachment_id}", "size": display.size(file.size)}
            for file in content.attachments
        ],
        "waiting": "、".join(dict.fromkeys(row.person_name for row in waiting)),
        "overdue": _overdue(loan),
        "over": "" if loan.condition in {"", SOUND} else f"归还时{loan.condition}：{loan.condition_note}",
    }


def said(view: DocumentView) -> dict[str, Any]:
    """The way of a loan, its log, before whom it lies: what every document's page says."""
    return {
        "way": Lasting(words.way(view)),
        "log": Lasting(history.log(view)),
        "came_back": history.came_back(view),
        "lies_with": words.some(slip.holder_name for slip in view.duties),
    }


def elsewhere(where: Whereabouts | None, loan_id: int) -> str:
    """Where an item is, where that is not with this very loan."""
    return where.words if where is not None and where.loan_id != loan_id else ""


def _facts(view: DocumentView, loan: Any) -> Iterable[tuple[str, str]]:
    content: Loan = view.content
    yield "借阅人", f"{content.borrower}（{content.unit}）"
    if loan.holder_name != loan.borrower_name:
        yield "现由谁负责归还", loan.holder_name
    yield "联系电话", content.telephone
    yield "利用方式", way_of(content)
    yield "借阅目的", content.purpose
    yield "审批规则", RULES[content.rule]
    yield "介绍信", f"{content.letter_from} {content.letter_number}".strip()
    yield "借出", display.moment(loan.lent_at)
    yield "领取人", loan.received_by
    yield "签收", display.moment(loan.signed_at)
    yield "应还日期", f"{display.day(loan.due_on)}{f'（已续借{loan.renewals}次）' if loan.renewals else ''}"
    yield "申请续借到", display.day(loan.renew_until)
    yield "归还", display.moment(loan.returned_at)
    yield "检查", f"{display.moment(loan.checked_at)} {loan.condition}" if loan.checked_at else ""
    yield "备注", content.remarks


def way_of(content: Loan) -> str:
    """纸质借阅 or 电子查阅: one word for it everywhere."""
    return "电子查阅" if content.electronic else f"{content.way}借阅"


def _overdue(loan: Any) -> str:
    if loan.lent_at is None or loan.returned_at is not None or loan.ends_at >= clock.now():
        return ""
    return f"应于{display.day(loan.due_on)}归还，已经超期"


def slip(view: DocumentView, loan: Any, organisation: str) -> LoanSlip:
    """The 档案借阅单 of a loan, from what is on record (DA-5, DA-6)."""
    content: Loan = view.content
    return LoanSlip(
        organisation=organisation,
        number=view.document.number,
        asked_on=display.day(clock.local(view.document.created_at).date()),
        borrower=content.borrower,
        unit=content.unit,
        telephone=content.telephone,
        way=way_of(content),
        purpose=content.purpose,
        letter=content.letter_number,
        letter_from=content.letter_from,
        items=tuple(
            LoanItem(reference=one.code, title=one.title or UNSHOWN, pages=str(one.pages or ""), copies="1")
            for one in content.items
        ),
        approved=opinions(view, *APPROVALS),
        lent_on=display.day(clock.local(loan.lent_at).date()) if loan.lent_at else "",
        due=display.day(loan.due_on),
        lent_by=_signed(view, "hand_out", "open_access"),
        received_by=_signed(view, "sign_for"),
        given_back_by=_signed(view, "give_back"),
        returned_on=display.day(clock.local(loan.returned_at).date()) if loan.returned_at else "",
        returned_state="，".join(filter(None, (loan.condition, loan.condition_note))),
        checked_by=_signed(view, "inspect", "expire"),
        remarks="；".join(filter(None, (f"领取人：{loan.received_by}" if loan.received_by else "", content.remarks))),
    )


def _signed(view: DocumentView, *actions: str) -> Signed | None:
    row = next((row for row in reversed(view.lines) if row.action in actions), None)
    if row is None:
        return None
    day = display.day(clock.local(row.at).date())
    return Signed(name=row.person_name, on_behalf=row.on_behalf_of, date=day, hand=hand(row))


def mine(
    rows: list[Any],
    items: Mapping[int, list[Any]],
    basket: list[Any],
    waiting: list[Any],
    where: Mapping[int, Whereabouts],
) -> dict[str, Any]:
    """我的借阅: what is out, what is under way, what was, the cart, what is waited for."""
    lines = [entry(row, items.get(row.document_id, [])) | {"items": _openable(row, items)} for row in rows]
    return {
        "out": [one for one, row in zip(lines, rows, strict=True) if row.lent_at and not row.returned_at],
        "others": [one for one, row in zip(lines, rows, strict=True) if not row.lent_at or row.returned_at],
        "basket": [line(item) for item in basket],
        "waiting": [
            {
                "href": f"/archive/loans/items/{row.item_id}",
                "title": row.title,
                "code": row.code,
                "since": display.moment(row.at),
                "where": where[row.item_id].words if row.item_id in where else "已归还，可以借了",
            }
            for row in waiting
        ],
    }


def _openable(row: Any, items: Mapping[int, list[Any]]) -> list[dict[str, str]]:
    """The items of a running electronic loan, to be read."""
    if row.way != ELECTRONIC or row.lent_at is None or row.returned_at is not None or row.ends_at <= clock.now():
        return []
    return [
        {"href": f"/archive/loans/items/{one.item_id}", "title": title_of(one)}
        for one in items.get(row.document_id, [])
    ]


def line(item: Any) -> dict[str, Any]:
    """An item to be borrowed, in the cart and in the application."""
    return {
        "id": item.id,
        "code": item.code,
        "title": title_of(item),
        "pages": f"{item.pages}页" if item.pages else "",
        "where": loans.whereabouts(item) if item.held_by is not None else "",
        "href": f"/archive/loans/items/{item.id}",
    }


def item(found: Any, parts: list[Any], files: Iterable[Any], where: Whereabouts | None) -> dict[str, Any]:
    """查阅与借阅 of one item: its line in the catalogue, where it is, what of it this reader may open."""
    files = list(files)
    may = {one.document_id for one in parts if one.readable}
    period = PERIODS.get(found.period, found.period)
    return {
        "title": RESTRICTED if found.restricted else found.title,
        "facts": [
            (label, value)
            for label, value in (
                ("档号", found.code),
                ("文号", found.number),
                ("责任者", found.responsible),
                ("日期", display.day(found.dated)),
                ("部门", found.department_name),
                ("保管期限", "，".join(filter(None, (period, found.house_term if found.house_term != period else "")))),
                ("密级", found.secrecy),
                ("页数", f"{found.pages}页" if found.pages else ""),
            )
            if value
        ],
        "has_files": bool(files),
        "gone": loans.GONE.get(found.state, ""),
        "where": where.words if where else "",
        "lost": bool(where and where.lost),
        "documents": [
            {"href": f"/documents/{one.document_id}", "title": RESTRICTED if one.restricted else one.title}
            for one in parts
            if one.document_id in may
        ],
        "files": [
            {
                "name": one.name,
                "href": f"/archive/files/{one.id}",
                "size": display.size(one.size),
                "note": f"{one.pages}页" if one.pages else "",
            }
            for one in files
            if one.document_id in may
        ],
    }


def told(outcomes: Iterable[Any], what: str = "申请借阅") -> str:
    """What to say when an application is on its way; each rule made one of its own."""
    said = [
        f"{one.number}（{'，'.join(filter(None, (f'已送{one.next_holder}' if one.next_holder else '',)))}）"
        for one in outcomes
    ]
    more = "；审批规则不同，已分成两张借阅单" if len(said) > 1 else ""
    return f"已{what}：{'、'.join(said)}{more}"
