"""Rounds of filing: what is due and not in yet, what is decided, 封卷, the report."""

from typing import Any

from flask import flash, redirect, render_template, request

from routing import clock, display
from routing.database import reading
from routing.forms.filing import DecisionForm, ItemsForm, LeavingOutForm, RoundForm
from routing.gate import present
from routing.presenting import filing as words
from routing.queries import filing, filing_items, unfinished
from routing.services import errands
from routing.services.filing import counting, deciding, keepers, reminding, returning, rounds, sealing, settings, terms
from routing.views.filing.pages import blueprint, form_page, page_number, pressed
from workflows.clauses import CLAUSES


@blueprint.route("/rounds", methods=["GET", "POST"])
def rounds_index() -> Any:
    """Every round, and how the year that is to be filed stands."""
    form = RoundForm()
    year = clock.today().year - 1
    if form.validate_on_submit():
        round_id = form.attempt(lambda: rounds.open_round(form.year.data or 0, present()))
        if round_id is not None:
            return redirect(f"/archive/rounds/{round_id}", 303)
    form.year.data = form.year.data or year
    connection = reading()
    known = filing_items.rounds(connection, present())
    page = render_template(
        "filing/rounds.html",
        form=form,
        year=year,
        clause=CLAUSES["DA-1"].citation,
        rounds=words.rounds(known),
        left_out=sum(row.left_out for row in known if row.state == "sealed" and row.year <= year),
        balance=words.balance(
            filing.departments(connection, present()),
            filing.due_count(connection, present(), year),
            unfinished.department_counts(connection, present(), year),
        ),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/rounds/<int:round_id>")
def round_page(round_id: int) -> Any:
    """The items of a round, page by page."""
    connection, actor = reading(), present()
    row = filing.round_(connection, round_id, actor)
    counts, proposals = filing_items.standing(connection, round_id)
    which = request.args.get("which", "proposed" if counts.get("proposed") else "checked")
    which = which if which in filing_items.WHICH else "all"
    page, setting = page_number(filing_items.PAGE), settings.ready(actor)
    settled = row.state == "open" and bool(counts) and not counts.get("proposed")
    rows = filing_items.listed(connection, round_id, which, 0, page)
    parts = filing_items.parts(connection, [one.id for one in rows])
    return render_template(
        "filing/round.html",
        round=row,
        name=words.round_name(row),
        state=words.ROUND_STATES[row.state],
        open=row.state == "open",
        settled=settled,
        uncounted=filing_items.uncounted(connection, round_id) if settled else 0,
        tabs=words.tabs(round_id, counts, which, open_=row.state == "open"),
        proposals=proposals,
        counts=counts,
        which=which,
        page=page,
        items=words.entries(rows, parts, keepers.of(connection, actor)),
        terms=[(term, terms.written(terms.period_of(setting, term), term)) for term in terms.TERMS],
        pager=words.pager(f"/archive/rounds/{round_id}?which={which}&", page, rows),
        form=ItemsForm(),
        errand=errands.latest(sealing.KIND, round_id, actor) if row.state == "sealing" else None,
    )


@blueprint.post("/rounds/<int:round_id>/collect")
def collect(round_id: int) -> Any:
    def done() -> str:
        found = rounds.collect(round_id, present())
        waits = f"；{found.waiting}件来文等复文办结后一起归档" if found.waiting else ""
        return (f"收进{found.items}件" if found.items else "没有新的待归档文件") + waits

    return pressed(done, _back(round_id))


@blueprint.post("/rounds/<int:round_id>/accept")
def accept(round_id: int) -> Any:
    form = ItemsForm()
    return pressed(lambda: _accepted(round_id, form), _back(round_id), form)


@blueprint.post("/rounds/<int:round_id>/accept-all")
def accept_all(round_id: int) -> Any:
    """As the table proposes, for all pages at once."""
    return pressed(lambda: f"已按建议定{deciding.accept_all(round_id, present())}件", _back(round_id))


@blueprint.post("/rounds/<int:round_id>/leave-out")
def leave_out(round_id: int) -> Any:
    form = ItemsForm()
    return pressed(lambda: _left_out(form), _back(round_id), form)


@blueprint.post("/rounds/<int:round_id>/undo")
def undo(round_id: int) -> Any:
    form = ItemsForm()
    return pressed(lambda: f"{deciding.undo(form.chosen_ids, present())}件已退回待定", _back(round_id), form)


@blueprint.post("/rounds/<int:round_id>/seal")
def seal(round_id: int) -> Any:
    """Number everything and have the rest done; then to the page that shows how far it is."""
    asked: list[int] = []

    def done() -> str:
        asked.append(sealing.seal(round_id, present()))
        return "件号、档号已编好，正在逐件整理、归档"

    answer = pressed(done, _back(round_id))
    return redirect(f"/errands/{asked[0]}", 303) if asked else answer


@blueprint.post("/rounds/<int:round_id>/give-up")
def give_up(round_id: int) -> Any:
    def done() -> str:
        rounds.give_up(round_id, present())
        return "已撤销这次立卷归档，文件仍在待归档"

    return pressed(done, "/archive/rounds")


@blueprint.get("/rounds/<int:round_id>/report")
def report(round_id: int) -> Any:
    row = filing.round_(reading(), round_id, present())
    return render_template("filing/report.html", report=words.report(row), back=f"/archive/rounds/{round_id}")


@blueprint.get("/unfinished/<int:year>")
def unfinished_page(year: int) -> Any:
    """What belongs to that year and is not closed yet."""
    connection, actor, page = reading(), present(), page_number(unfinished.PAGE)
    last = min(year, clock.today().year)
    rows = unfinished.listed(connection, actor.organisation_id, last, page, reader=actor.person_id)
    said = reminding.said(connection, actor.organisation_id, last)
    shown = rows[: unfinished.PAGE]
    return render_template(
        "filing/unfinished.html",
        year=year,
        counts=unfinished.counted(connection, actor.organisation_id, last),
        reminded=display.moment(said) if said else "",
        rows=words.unfinished(shown, unfinished.holders(connection, [row.id for row in shown])),
        pager=words.pager(f"/archive/unfinished/{year}?", page, rows, unfinished.PAGE),
    )


@blueprint.post("/unfinished/<int:year>/remind")
def remind(year: int) -> Any:
    def done() -> str:
        told = reminding.remind(min(year, clock.today().year), present())
        return f"已提醒{told}个岗位或部室" if told else "没有需要提醒的"

    return pressed(done, f"/archive/unfinished/{year}")


@blueprint.route("/rounds/<int:round_id>/items/<int:item_id>", methods=["GET", "POST"])
def item_page(round_id: int, item_id: int) -> Any:
    """One 件: its files, what is missing, and the decision."""
    connection, actor = reading(), present()
    row, form = filing_items.item(connection, item_id, actor), DecisionForm()
    setting, units = settings.ready(actor), settings.units(connection, actor)
    form.offer(
        {unit.id: f"{unit.name}（{unit.code}）" for unit in units if not unit.closed or unit.id == row.unit_id},
        {term: terms.written(terms.period_of(setting, term), term) for term in terms.TERMS},
    )
    form.propose(row)
    parts = filing_items.parts(connection, [item_id])[item_id]
    before, after = filing_items.beside(connection, row)
    files = filing_items.files(connection, item_id)
    known = keepers.of(connection, actor)

    def decided() -> str:
        deciding.decide(item_id, form.decision(), actor)
        return f"《{row.title[:40]}》已定"

    open_ = row.round_state == "open"
    counted = open_ and "count" in request.form
    counts = form.attempt(lambda: counting.count(item_id, actor)) if counted else None
    if counts is not None:
        form.propose_pages(sum(one.pages for one in counts))
    return form_page(
        form,
        None if counted else decided,
        f"/archive/rounds/{round_id}/items/{after}" if after else f"/archive/rounds/{round_id}",
        row.title,
        template="filing/item.html",
        item=words.entries([row], {item_id: parts}, known)[0],
        counts=words.counts(counts or ()),
        unpaged=any(words.unpaged(part) for part in parts),
        uncounted=not row.pages and any(words.uncounted(part) for part in parts),
        documents=words.documents(parts),
        files=words.made(files, restricted=row.restricted) if files else words.planned(parts),
        round_id=round_id,
        open=open_,
        left_out=row.round_state == "sealed" and row.state == "left_out" and bool(parts),
        before=before,
        after=after,
        leaving=LeavingOutForm(),
    )


@blueprint.post("/rounds/<int:round_id>/items/<int:item_id>/leave-out")
def leave_item_out(round_id: int, item_id: int) -> Any:
    form = LeavingOutForm()
    back = f"/archive/rounds/{round_id}/items/{item_id}"

    def done() -> str:
        deciding.leave_out([item_id], form.reason.data or "", present())
        return "已定为不归档"

    return pressed(done, back, form)


@blueprint.post("/rounds/<int:round_id>/items/<int:item_id>/take-in")
def take_item_in(round_id: int, item_id: int) -> Any:
    """What was left out is to be filed after all, in the next round."""
    form = LeavingOutForm()

    def done() -> str:
        returning.take_in(item_id, form.reason.data or "", present())
        return "已重新列入待归档，下一次立卷归档时收进来"

    return pressed(done, f"/archive/rounds/{round_id}/items/{item_id}", form)


@blueprint.post("/rounds/<int:round_id>/items/<int:item_id>/undo")
def undo_item(round_id: int, item_id: int) -> Any:
    back = f"/archive/rounds/{round_id}/items/{item_id}"
    return pressed(lambda: f"{deciding.undo([item_id], present())}件已退回待定", back)


def _accepted(round_id: int, form: ItemsForm) -> str:
    done = deciding.accept(round_id, form.chosen_ids, present(), form.term.data or "")
    left = len(form.chosen_ids) - done
    if left:
        flash(f"{left}件没有建议，请选定保管期限", "warning")
    return f"已定{done}件" if done or not left else "没有定下来的"


def _left_out(form: ItemsForm) -> str:
    return f"{deciding.leave_out(form.chosen_ids, form.reason.data or '', present())}件定为不归档"


def _back(round_id: int) -> str:
    """The list from which a button was pressed."""
    which, page = request.args.get("which", ""), request.args.get("page", 1, type=int)
    asked = f"?which={which}&page={page}" if which in filing_items.WHICH else ""
    return f"/archive/rounds/{round_id}{asked}"
