"""The gate: deny by default. What each endpoint asks of whoever comes stands in `routing.admission`."""

from typing import Any
from urllib.parse import quote

from flask import Flask, Response, abort, redirect, request
from flask_login import current_user

from routing.actor import Actor
from routing.admission import BECAUSE, RULES, anyone, who_has_a_business_post
from routing.extensions import login
from routing.services import refusals
from routing.services.accounts import actor_of

# Asked by pages while nobody need be before them: that keeps no login alive.
UNATTENDED = frozenset({"notices.count"})
FREE_BEFORE_PASSWORD = ("accounts.", "static", "bootstrap.", "home.manual", "home.health")


def present() -> Actor:
    """Who asks: the person, not Flask-Login's proxy, which looks them up anew at every question."""
    actor: Actor = current_user._get_current_object()
    return actor


def init_app(app: Flask) -> None:
    login.user_loader(_who)
    login.session_protection = None  # the session row is the protection; addresses of phones change
    app.before_request(_guard)
    app.after_request(_headers)


def _who(token: str) -> Actor | None:
    return actor_of(token, at_work=request.endpoint not in UNATTENDED)


def _guard() -> Any:
    endpoint = request.endpoint
    if endpoint is None or request.method == "OPTIONS":
        return None  # nothing there: routing answers 404 or 405 by itself
    rule = RULES.get(endpoint)
    if rule is None:
        abort(403)
    if rule is anyone:
        return None
    actor = present()
    if not actor.is_authenticated:
        return _to_login()
    if not rule(actor):
        document_id = (request.view_args or {}).get("document_id")
        if document_id:  # officers are refused here already; of a restricted document that is kept, too (CY-2)
            refusals.keep(actor, document_id, f"{request.method} {request.path}")
        abort(403, BECAUSE.get(rule) if who_has_a_business_post(actor) else None)
    if actor.must_change_password and not endpoint.startswith(FREE_BEFORE_PASSWORD):
        return redirect("/account/password?expired=1")
    return None


def _to_login() -> Any:
    if request.is_json or "X-Requested-With" in request.headers:
        return {"message": "登录已过期，请重新登录"}, 401
    document_id = (request.view_args or {}).get("document_id")
    # What was posted is not posted again after the login: the person goes to the document and looks first.
    folder = "originals" if str(request.endpoint).startswith("originals.") else "documents"
    there = f"/{folder}/{document_id}" if document_id else "/"
    back = request.full_path.rstrip("?") if request.method == "GET" else there
    return redirect(f"/login?next={quote(back)}")


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint not in {"static", "bootstrap.static"}:
        headers.setdefault("Cache-Control", "no-store")
    return response


POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
