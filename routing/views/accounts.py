"""Login, logout, one's own account."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session
from flask_login import login_user, logout_user

from routing.database import reading
from routing.forms.accounts import LoginForm, NewPasswordForm, PasswordForm
from routing.gate import present
from routing.presenting import notices
from routing.presenting.auditing import device
from routing.queries.notices import robots, setting
from routing.queries.people import is_demo, sessions
from routing.services import accounts

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> Any:
    form = LoginForm(next=request.args.get("next", ""), username=request.args.get("as", ""))
    if form.validate_on_submit() and form.attempt(lambda: _enter(form)):
        return redirect(safe_place(form.next.data), 303)
    return render_template("accounts/login.html", form=form, demo=is_demo(reading())), 422 if form.errors else 200


def _enter(form: LoginForm) -> bool:
    token = accounts.log_in(
        form.username.data, form.password.data, request.user_agent.string, request.remote_addr or ""
    )
    session.clear()  # nothing carried over from before the login: no fixation
    session.permanent = True
    return bool(login_user(accounts.actor_of(token)))


@blueprint.post("/logout")
def logout() -> Any:
    accounts.log_out(present().session)
    logout_user()
    session.clear()
    flash("已退出登录", "success")
    return redirect("/login", 303)


@blueprint.get("/account")
def me() -> Any:
    connection, may_delegate = reading(), present().has_business
    logins = sessions(connection, present())
    told = notices.chosen(setting(connection, present()), robots(connection, present(), active=True))
    return render_template("accounts/me.html", sessions=logins, device=device, may_delegate=may_delegate, told=told)


@blueprint.post("/account/sessions/revoke")
def revoke_others() -> Any:
    flash(f"已让其他{accounts.revoke_others(present())}处登录退出", "success")
    return redirect("/account", 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
def password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit() and form.attempt(
        lambda: accounts.change_password(present(), form.old.data, form.new.data)
    ):
        flash("密码已更换，其他地方的登录已退出", "success")
        return redirect("/account", 303)
    expired = "expired" in request.args
    return render_template("accounts/password.html", form=form, expired=expired), 422 if form.errors else 200


@blueprint.route("/activate/<token>", methods=["GET", "POST"])
def activate(token: str) -> Any:
    person = accounts.person_to_activate(token)
    if person is None:
        return render_template("accounts/activation_over.html"), 404
    form = NewPasswordForm()
    if form.validate_on_submit() and form.attempt(lambda: accounts.set_password(person.id, form.new.data)):
        flash("密码已设置，请登录", "success")
        return redirect("/login", 303)
    return render_template("accounts/activate.html", form=form, person=person), 422 if form.errors else 200


def safe_place(place: str | None) -> str:
    """A path of this site to go to after login: one leading slash, no backslash, no control characters."""
    path = place or "/"
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if safe else "/"
