"""The bare floor: what the same pages and the same action cost without a workflow, a policy or a forms library.

Flask, Flask-Login, Jinja and SQLAlchemy Core on the product's own tables: the same rows read and written, the session
looked up in the database, the form's token checked, one transaction with the same durability and the same queue of
writers. Statements are made once; pages are plain HTML without the product's frame.
"""

import hmac
import os
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_required
from sqlalchemy import Connection, bindparam, func, insert, literal_column, select, union_all, update

from bench.floor_database import (
    DOCUMENT,
    HOLDING,
    LINE,
    ORGANISATION,
    PERSON,
    PHRASE,
    POST,
    RECEIPT,
    REVISION,
    SESSION,
    SLIP,
    engine,
    writing,
)

PAGE = 20
COUNTED = 1_000
app = Flask(__name__, template_folder="floor_templates")
app.config.update(
    SECRET_KEY=(Path(os.environ["HONGTOU_INSTANCE"]) / "secret.key").read_text().strip(),
    SESSION_COOKIE_NAME="hongtou",
    SESSION_REFRESH_EACH_REQUEST=False,
)
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
login = LoginManager(app)
login.session_protection = None


class User(UserMixin):
    """Who asks, and whose trays are theirs."""

    def __init__(self, row: Any, keys: tuple[str, ...], post: str) -> None:
        self.id, self.name, self.organisation_id, self.keys, self.post = (
            row.id,
            row.name,
            row.organisation_id,
            keys,
            post,
        )


@login.user_loader
def load(token: str) -> User | None:
    with engine.connect() as connection:
        row = connection.execute(_SESSION, {"digest": sha256(token.encode()).hexdigest()}).one_or_none()
        return User(row, *_seats(row.id)) if row else None


@cache
def _seats(person_id: int) -> tuple[tuple[str, ...], str]:
    with engine.connect() as connection:
        posts = connection.execute(
            select(POST.c.id, POST.c.department_id, POST.c.name)
            .join(HOLDING, HOLDING.c.post_id == POST.c.id)
            .where(HOLDING.c.person_id == person_id)
        ).all()
    departments = {f"department:{post.department_id}" for post in posts if post.department_id}
    return (f"person:{person_id}", *(f"post:{post.id}" for post in posts), *departments), posts[0].name


@cache
def _holder_of(capacity: str) -> tuple[str, str]:
    with engine.connect() as connection:
        post = connection.execute(select(POST.c.id, POST.c.name).where(POST.c.capacity == capacity)).first()
    assert post is not None
    return f"post:{post.id}", post.name


@app.before_request
def _check_token() -> None:
    if request.method == "POST" and not hmac.compare_digest(
        request.form.get("csrf_token", ""), session.get("csrf_token", "-")
    ):
        abort(400)


@app.get("/tray")
@login_required
def tray() -> str:
    keys, now = current_user.keys, datetime.now(UTC).replace(tzinfo=None)
    given = {f"key{n}": key for n, key in enumerate(keys)}
    with engine.connect() as connection:
        slips = connection.execute(_tray(len(keys)), given).all()
        counts = connection.execute(_counts(len(keys)), {**given, "now": now}).one()
    return render_template("tray.html", slips=slips[:PAGE], counts=counts, more=len(slips) > PAGE, now=now)


@app.get("/documents/<int:document_id>")
@login_required
def show(document_id: int) -> str:
    with engine.connect() as connection:
        given = {"document": document_id}
        document = connection.execute(
            _DOCUMENT, {**given, "organisation": current_user.organisation_id}
        ).one_or_none() or abort(404)
        slips = connection.execute(_SLIPS, given).all()
        lines = connection.execute(_LINES, given).all()
        revisions = connection.execute(_REVISIONS, given).all()
        phrases = connection.execute(_PHRASES, {"organisation": current_user.organisation_id}).all()
    return render_template(
        "document.html",
        document=document,
        paragraphs=document.body.split("\n"),
        slips=slips,
        lines=lines,
        revisions=revisions,
        phrases=phrases,
    )


@app.post("/documents/<int:document_id>/approve")
@login_required
def approve(document_id: int) -> Any:
    receipt, opinion = request.form["idempotency_key"], request.form["opinion"].strip()
    with engine.connect() as connection:
        document = connection.execute(
            _TO_ACT, {"document": document_id, "organisation": current_user.organisation_id, "receipt": receipt}
        ).one()
        slip = connection.execute(_OPEN_SLIP, {"document": document_id}).one()
    if document.receipt or slip.holder not in current_user.keys:
        abort(409)
    with writing() as connection:
        _approve(connection, document, slip, opinion, receipt)
    return redirect(f"/documents/{document_id}", 303)


@app.get("/search")
@login_required
def find() -> str:
    from routing import search  # the index is the product's own: only the page is bare

    query = search.Query(request.args["q"], organisation_id=current_user.organisation_id)
    with engine.connect() as connection:
        page = search.find(
            connection, query, joined=DOCUMENT, where=DOCUMENT.c.organisation_id == query.organisation_id
        )
        ids = [hit.document_id for hit in page.hits]
        rows = {row.id: row for row in connection.execute(_FOUND, {"ids": ids})}
    return render_template("search.html", rows=[rows[one] for one in ids])


def _approve(connection: Connection, document: Any, slip: Any, opinion: str, receipt: str) -> None:
    now, (holder, holder_name) = datetime.now(UTC).replace(tzinfo=None), _holder_of("chair")
    common = {"organisation_id": document.organisation_id, "document_id": document.id}
    closing = {"closed_at": now, "closed_by": current_user.id, "outcome": "approve", "opinion": opinion}
    if connection.execute(_CLOSE, {"this": slip.id, **closing}).rowcount != 1:
        abort(409)
    connection.execute(
        _HAND_ON,
        {
            **common,
            "state": "signing",
            "holder": holder,
            "holder_name": holder_name,
            "urgency": document.urgency,
            "sender": f"{current_user.name}（{current_user.post}）",
            "sender_id": current_user.id,
            "from_state": document.state,
            "arrived_at": now,
            "due_at": now,
            "outcome": "",
            "opinion": "",
        },
    )
    connection.execute(
        _KEEP_RECEIPT, {**common, "key": receipt, "person_id": current_user.id, "action": "approve", "at": now}
    )
    line = {
        **common,
        "serial": document.log_length + 1,
        "action": "approve",
        "from_state": document.state,
        "to_state": "signing",
        "person_id": current_user.id,
        "person_name": current_user.name,
        "post_name": current_user.post,
        "on_behalf_of": "",
        "revision_id": document.revision_id,
        "revision_digest": document.revision_digest,
        "opinion": opinion,
        "details": "",
        "clause": "FW-2",
        "workflow_digest": document.workflow_digest,
        "at": now,
        "previous": document.log_head,
        "digest": "",
    }
    connection.execute(_WRITE_LINE, line)
    settled = {"state": "signing", "version": document.version + 1, "updated_at": now, "log_length": line["serial"]}
    if connection.execute(_SETTLE, {"this": document.id, "seen": document.version, **settled}).rowcount != 1:
        abort(409)


@cache
def _tray(keys: int) -> Any:
    """Each holder's open slips in the order of their index, the first of all of them together with their documents."""
    order = (literal_column("urgency").desc(), literal_column("due_at"), literal_column("id"))
    trays = union_all(
        *(
            select(
                select(SLIP.c.id, SLIP.c.urgency, SLIP.c.due_at)
                .where(SLIP.c.holder == bindparam(f"key{n}"), SLIP.c.closed_at.is_(None))
                .order_by(SLIP.c.urgency.desc(), SLIP.c.due_at, SLIP.c.id)
                .limit(PAGE + 1)
                .subquery()
            )
            for n in range(keys)
        )
    )
    chosen = trays.order_by(*order).limit(PAGE + 1).subquery()
    return (
        select(
            SLIP.c.holder_name, SLIP.c.urgency, SLIP.c.sender, SLIP.c.arrived_at, SLIP.c.opened_at, SLIP.c.due_at,
            SLIP.c.state, DOCUMENT.c.id, DOCUMENT.c.title, DOCUMENT.c.number, DOCUMENT.c.department_name,
        )
        .join(chosen, chosen.c.id == SLIP.c.id)
        .join(DOCUMENT, DOCUMENT.c.id == SLIP.c.document_id)
        .order_by(SLIP.c.urgency.desc(), SLIP.c.due_at, SLIP.c.id)
    )  # fmt: skip


@cache
def _counts(keys: int) -> Any:
    slips = union_all(
        *(
            select(
                select(SLIP.c.urgency, SLIP.c.due_at, SLIP.c.opened_at)
                .where(SLIP.c.holder == bindparam(f"key{n}"), SLIP.c.closed_at.is_(None))
                .limit(COUNTED)
                .subquery()
            )
            for n in range(keys)
        )
    ).subquery()
    return select(
        func.count().label("all"),
        func.count().filter(slips.c.urgency > 0).label("urgent"),
        func.count().filter(slips.c.due_at < bindparam("now")).label("overdue"),
        func.count().filter(slips.c.opened_at.is_(None)).label("unread"),
    ).select_from(slips)


_SESSION = (
    select(PERSON.c.id, PERSON.c.name, PERSON.c.organisation_id, SESSION.c.seen_at, ORGANISATION.c.chart_version)
    .join(PERSON, PERSON.c.id == SESSION.c.person_id)
    .join(ORGANISATION, ORGANISATION.c.id == PERSON.c.organisation_id)
    .where(SESSION.c.digest == bindparam("digest"), SESSION.c.revoked_at.is_(None), PERSON.c.active)
)
_DOCUMENT = (
    select(DOCUMENT, REVISION.c.content, REVISION.c.body)
    .join(REVISION, REVISION.c.id == DOCUMENT.c.revision_id)
    .where(DOCUMENT.c.id == bindparam("document"), DOCUMENT.c.organisation_id == bindparam("organisation"))
)
_SLIPS = select(SLIP).where(SLIP.c.document_id == bindparam("document")).order_by(SLIP.c.id)
_LINES = (
    select(
        LINE.c.serial, LINE.c.action, LINE.c.to_state, LINE.c.person_name, LINE.c.post_name, LINE.c.opinion,
        LINE.c.details, LINE.c.clause, LINE.c.at,
    )
    .where(LINE.c.document_id == bindparam("document"))
    .order_by(LINE.c.serial)
)  # fmt: skip
_REVISIONS = (
    select(REVISION.c.serial, REVISION.c.author_name, REVISION.c.state, REVISION.c.saved_at, REVISION.c.digest)
    .where(REVISION.c.document_id == bindparam("document"))
    .order_by(REVISION.c.serial.desc())
)
_PHRASES = select(PHRASE.c.kind, PHRASE.c.text).where(PHRASE.c.organisation_id == bindparam("organisation"))
_TO_ACT = select(
    DOCUMENT, select(RECEIPT.c.key).where(RECEIPT.c.key == bindparam("receipt")).scalar_subquery().label("receipt")
).where(DOCUMENT.c.id == bindparam("document"), DOCUMENT.c.organisation_id == bindparam("organisation"))
_OPEN_SLIP = select(SLIP.c.id, SLIP.c.holder).where(
    SLIP.c.document_id == bindparam("document"), SLIP.c.closed_at.is_(None)
)
_FOUND = select(DOCUMENT.c.id, DOCUMENT.c.title, DOCUMENT.c.number, REVISION.c.body).join(
    REVISION, REVISION.c.id == DOCUMENT.c.revision_id
).where(DOCUMENT.c.id.in_(bindparam("ids", expanding=True)))  # fmt: skip
_CLOSE = update(SLIP).where(SLIP.c.id == bindparam("this"), SLIP.c.closed_at.is_(None))
_HAND_ON, _KEEP_RECEIPT, _WRITE_LINE = insert(SLIP), insert(RECEIPT), insert(LINE)
_SETTLE = update(DOCUMENT).where(DOCUMENT.c.id == bindparam("this"), DOCUMENT.c.version == bindparam("seen"))
