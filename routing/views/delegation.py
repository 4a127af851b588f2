"""我的账号：委托与外出."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from routing.database import reading
from routing.forms.delegation import AbsenceForm, DelegationForm, RefusalForm
from routing.gate import present
from routing.presenting import delegation as words
from routing.queries import delegation as queries
from routing.queries import leaves
from routing.services import delegating
from routing.services.administration.office import Done
from routing.views.admin.pages import form_page, pressed, told
from workflows.clauses import CLAUSES

LIST, LEAVE = "/account/delegation", "KQ-3"
DEPUTY = (
    "委托期间，送这个岗位的文件对方也能看、能办，记录上写明代您办理；您自己照样可以办。"
    "到期自动收回，没办完的仍在您这里。"
)
AWAY = "批准的外出期间没有委托代理的，新到的文件按规定改送别人代办；重要公文和上行文仍等主席本人签发。"
blueprint = Blueprint("delegation", __name__, url_prefix=LIST)


@blueprint.get("")
def index() -> Any:
    connection = reading()
    house = leaves.house_today(connection, present())
    return render_template(
        "delegation/index.html",
        delegations=words.delegation_rows(queries.delegations(connection, present()), present().person_id),
        absences=words.absence_groups(queries.absences(connection, present()), house),
        waiting=words.waiting_rows(queries.to_approve(connection, present()), house),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    form = DelegationForm()
    chart = queries.chart_today(reading(), present())
    form.offer(queries.possible_deputies(chart, present()), queries.delegable(present()))
    form.propose(request.args)
    return form_page(
        form,
        lambda: delegating.delegate(
            present(),
            form.to_person_id.data,
            form.post_id.data or None,
            form.days,
            form.reason.data.strip(),
            form.kinds.data or (),
        ),
        LIST,
        "委托代理",
        template="delegation/form.html",
        intro=DEPUTY,
        help={"post_id": "代别人管的岗位不能再转委托。", "kinds": "一个也不选，就是全部文种。"},
        order=("to_person_id", "post_id", "kinds", "starts_on", "ends_on", "reason"),
        button="委托",
    )


@blueprint.post("/<int:delegation_id>/end")
def end(delegation_id: int) -> Any:
    return pressed(lambda: delegating.take_back(present(), delegation_id), LIST)


@blueprint.route("/absence", methods=["GET", "POST"])
def announce() -> Any:
    form = AbsenceForm()
    done = form.attempt(_announced(form)) if form.validate_on_submit() else None
    if done is not None:
        proposed = {name: form[name].data for name in ("starts_on", "ends_on", "reason")}
        return told(done, f"{LIST}/new?{urlencode(proposed)}")
    house = leaves.house_today(reading(), present())
    page = render_template(
        "delegation/absence.html",
        form=form,
        ways=words.ways_rows(leaves.ways(house[0], present().person_id), house[0]),
        clause=CLAUSES[LEAVE].citation,
        asked=_asked(form, house),
        title="外出登记",
        back=LIST,
        intro=AWAY,
        order=("starts_on", "starts_half", "ends_on", "ends_half", "reason"),
        button="登记",
    )
    return page, 422 if form.errors else 200


@blueprint.get("/absence/asked")
def asked() -> Any:
    """For the script of the form, whenever its days are changed: how long that is, and who decides."""
    said = _asked(AbsenceForm(request.args), leaves.house_today(reading(), present()))
    return said, {"Content-Type": "text/plain; charset=utf-8"}


def _asked(form: AbsenceForm, house: words.House) -> str:
    """How long it is and who decides, in words; empty where the days are none."""
    if not form.tells_days:
        return ""
    return words.asked_words(leaves.asked(house, present().person_id, form.days), house[0])


def _announced(form: AbsenceForm) -> Callable[[], Done]:
    return lambda: delegating.announce(present(), form.days, form.reason.data.strip())


@blueprint.post("/absences/<int:absence_id>/cancel")
def cancel(absence_id: int) -> Any:
    return pressed(lambda: delegating.call_off(present(), absence_id), LIST)


@blueprint.post("/absences/<int:absence_id>/approve")
def approve(absence_id: int) -> Any:
    return pressed(lambda: delegating.approve(present(), absence_id), LIST)


@blueprint.route("/absences/<int:absence_id>/refuse", methods=["GET", "POST"])
def refuse(absence_id: int) -> Any:
    form, row = RefusalForm(), delegating.undecided(reading(), present(), absence_id)
    return form_page(
        form,
        lambda: delegating.refuse(present(), absence_id, form.refusal.data.strip()),
        LIST,
        f"不批准外出：{row.person_name}",
        template="delegation/form.html",
        intro=f"{row.person_name}登记{delegating.Days.of(row)}外出，原因：{row.reason}。理由会告诉本人。",
        order=("refusal",),
        button="不批准",
        style="danger",
    )
