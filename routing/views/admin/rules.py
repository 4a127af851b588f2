"""流程: the rules made visible, held against the clauses, and walked on paper. Read only."""

from typing import Any

from flask import flash, render_template, request
from flask_login import current_user

from routing.database import reading
from routing.forms.batch import ChosenForm
from routing.forms.simulation import SimulationForm
from routing.gate import present
from routing.presenting import rules as words
from routing.queries import rules as queries
from routing.queries import simulation as simulating
from routing.services import adopting
from routing.views.admin.pages import blueprint, may_open


@blueprint.get("/rules")
def rules() -> Any:
    rows = words.versions(queries.versions(reading(), current_user))
    return _page("admin/rules.html", "/admin/rules", rows=rows)


@blueprint.get("/rules/coverage")
def rules_coverage() -> Any:
    return _page("admin/rules_coverage.html", "/admin/rules/coverage", report=words.coverage_page())


@blueprint.get("/rules/simulation")
def rules_simulation() -> Any:
    connection = reading()
    house, form = queries.chart(connection, current_user), SimulationForm(request.args)
    departments = queries.departments(connection, current_user)
    drafters = simulating.drafters(house, departments)
    form.offer(departments, drafters, simulating.posts(house))
    result = None
    if not request.args:
        form.away.data = simulating.away_today(house)
    elif form.validate():
        asked = form.asked()
        result = words.simulation(simulating.simulate(house, asked, drafters), asked)
    page = _page("admin/rules_simulation.html", "/admin/rules/simulation", form=form, result=result)
    return page, 422 if form.errors else 200


@blueprint.get("/rules/<key>")
def rules_workflow(key: str) -> Any:
    connection = reading()
    workflow = queries.workflow(connection, key, request.args.get("version", ""))
    house, departments = queries.chart(connection, current_user), queries.departments(connection, current_user)
    page = words.workflow_page(
        workflow,
        queries.versions(connection, current_user),
        queries.waiting(connection, current_user, key),
        lambda role: queries.acting(house, role, departments),
    )
    return _page("admin/rules_workflow.html", f"/admin/rules/{key}", **page)


@blueprint.get("/rules/<key>/moving")
def rules_moving(key: str) -> Any:
    return _moving(key)


@blueprint.post("/rules/<key>/moving")
def rules_move(key: str) -> Any:
    form = ChosenForm()
    results = adopting.carry_out(key, form.chosen_ids, present()) if form.validate() else ()
    done = sum(not one.refusal for one in results)
    flash(f"已有{done}件改用新流程" if done else "没有文件改用新流程：请先勾选", "success" if done else "warning")
    return _moving(key, results)


def _moving(key: str, results: Any = ()) -> str:
    workflow = queries.workflow(reading(), key)
    return _page(
        "admin/rules_moving.html",
        f"/admin/rules/{key}",
        workflow=workflow,
        plan=adopting.plan(key, present()),
        results=results,
    )


def _page(template: str, here: str, **shown: Any) -> str:
    back = ("/admin", "返回管理") if may_open("admin.index") else ("/audit", "返回审计")
    may_move = may_open("admin.rules_move")
    return render_template(
        template, tabs=words.tabs(here), back_href=back[0], back_label=back[1], may_move=may_move, **shown
    )
