"""Items that are due, lists of what is to be destroyed, and how far people have come with them."""

from dataclasses import replace
from datetime import date

import pypdfium2
from sqlalchemy import update

from routing.database import let_go, reading, writing
from routing.models import ArchiveItem
from routing.services import destroying, disposing, errands  # noqa: F401 - registers its errand
from routing.services.disposed import DESTROY
from routing.services.filing import catalogue
from tests.factories import ARCHIVIST, CHAIR, DIRECTOR

COMMITTEE = ("xieyulan", "yanhongmei")
WITNESSES = ("xuyaqin", "jianglei")
PHRASE = "鹡鸰在原脊令之喻"  # nobody else writes so: it is looked for in files


def item(item_id):
    let_go()
    table = ArchiveItem.__table__
    return reading().execute(table.select().where(table.c.id == item_id)).one()


def expire(*item_ids):
    """Let items be due since the first of January, as if ten years had passed."""
    with writing() as connection:
        for one in item_ids:
            values = {"period": "D10", "expires_on": date(2026, 1, 1)}
            connection.execute(update(ArchiveItem).where(ArchiveItem.id == one).values(values))
            catalogue.seal(connection, one)


def keys(house, *usernames):
    return tuple(f"post:{house.person(one).own[0].post_id}" for one in usernames)


def listed(house, *item_ids, decide=None, submit=True):
    """A list of these items, all to be destroyed unless `decide` says otherwise; return its document."""
    archivist = house.person(ARCHIVIST)
    made = disposing.begin_list(item_ids, (), "2015年短期档案鉴定销毁", "短期保管期满", archivist).document_id
    content = disposing.current(made, archivist)
    lines = tuple(
        replace(line, **{"decision": DESTROY, "reason": "无继续保存价值", **(decide or {}).get(line.item_id, {})})
        for line in content.lines
    )
    disposing.revise(made, replace(content, lines=lines), archivist, None)
    if submit:
        house.act(made, "submit_list", ARCHIVIST)
    return made


def approve(house, disposal):
    """Through the committee to the chair's approval."""
    from routing.services.orders import Convening

    house.act(disposal, "convene", DIRECTOR, change=Convening(keys(house, *COMMITTEE)))
    for one in COMMITTEE:
        house.act(disposal, "sign_jointly", one, opinion="同意销毁")
    house.act(disposal, "propose_disposal", DIRECTOR)
    house.act(disposal, "approve_disposal", CHAIR)
    return disposal


def witness(house, disposal, *people):
    from routing.services.orders import Convening

    house.act(disposal, "convene", ARCHIVIST, change=Convening(keys(house, *(people or WITNESSES))))
    for one in people or WITNESSES:
        house.act(disposal, "sign_jointly", one, opinion="已逐件核对")
    return disposal


def carry_out(house, disposal):
    """Have it destroyed; return what the errand reports."""
    errand = disposing.execute(disposal, house.person(ARCHIVIST))
    let_go()
    assert errands.run_next()
    let_go()
    return errands.errand(errand, house.person(ARCHIVIST))


def text_of(pdf):
    """All words of a PDF, without the spaces between them."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range() for page in pages).split())
