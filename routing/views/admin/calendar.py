"""工作日历."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_login import current_user

from routing.database import reading
from routing.forms.calendar import CorrectionForm
from routing.presenting import calendar as words
from routing.queries import calendar as queries
from routing.services.administration import calendar as service
from routing.views.admin.pages import blueprint, form_page, pressed

LIST = "/admin/calendar"
HELP = {
    "last": f"只更正一天的不用填；一次最多{service.LONGEST}天。",
    "reason": "如“国庆节放假调休”，写进管理日志。",
}


@blueprint.get("/calendar")
def calendar() -> Any:
    year = words.year_asked(request.args.get("year", type=int))
    corrections = queries.corrections(reading(), current_user, date(year, 1, 1), date(year, 12, 31))
    return render_template(
        "admin/calendar.html",
        year=year,
        years=words.years(year),
        notice=words.notice(year),
        hours=words.hours(),
        months=words.months(year, corrections),
        rows=words.rows(corrections),
    )


@blueprint.route("/calendar/correct", methods=["GET", "POST"])
def correct_calendar() -> Any:
    form = CorrectionForm()
    back = f"{LIST}?year={form.first.data.year}" if form.first.data else LIST
    return form_page(
        form,
        lambda: service.correct(current_user, **form.values()),
        back,
        "更正工作日历",
        intro="更正以后，新算的办理期限按新的日历；已经定下的期限不变。本来就是这样的日子（如假期里的周末）不受影响。",
        help=HELP,
    )


@blueprint.post("/calendar/<int:correction_id>/withdraw")
def withdraw_correction(correction_id: int) -> Any:
    year = words.year_asked(request.args.get("year", type=int))
    return pressed(lambda: service.take_back(current_user, correction_id), f"{LIST}?year={year}")
