"""文头, 发文字号, 常用语."""

from typing import Any

from flask import abort, render_template, request, send_file
from flask_login import current_user

from routing import clock
from routing.database import reading
from routing.files.names import extension
from routing.files.picture import MEDIA_TYPE
from routing.files.serve import picture_headers
from routing.forms.administration import LetterheadForm, PhraseForm, SeriesForm
from routing.models import NumberSeries, Phrase
from routing.presenting import administration as words
from routing.queries import administration as queries
from routing.services import issuing
from routing.services.administration import stationery as service
from routing.services.administration.office import Done
from routing.services.administration.paper import keep_seal
from routing.services.attaching import store
from routing.views.admin.pages import blueprint, form_page, pressed

LETTERHEADS, SERIES, PHRASES = "/admin/letterheads", "/admin/series", "/admin/phrases"


@blueprint.get("/letterheads")
def letterheads() -> Any:
    return render_template(
        "admin/letterheads.html",
        letterheads=words.letterheads(queries.letterheads(reading(), current_user)),
        equipment=issuing.equipment(),
    )


@blueprint.route("/letterheads/new", methods=["GET", "POST"])
def new_letterhead() -> Any:
    return _letterhead(LetterheadForm(), None, "新增文头")


@blueprint.route("/letterheads/<int:letterhead_id>", methods=["GET", "POST"])
def edit_letterhead(letterhead_id: int) -> Any:
    row, form = queries.letterhead(reading(), letterhead_id, current_user), LetterheadForm()
    form.show(row)
    return _letterhead(form, letterhead_id, f"修改文头：{row.name}")


def _letterhead(form: LetterheadForm, letterhead_id: int | None, title: str) -> Any:
    def save() -> Done:
        paper = form.paper(keep_seal(form.seal.data))
        return service.save_letterhead(current_user, letterhead_id, form.values(), paper)

    return form_page(form, save, LETTERHEADS, title, multipart=True, help=words.LETTERHEAD_HELP)


@blueprint.get("/letterheads/<int:letterhead_id>/seal")
def seal(letterhead_id: int) -> Any:
    """The 印章图样, to be looked at on the page of letterheads."""
    row = queries.letterhead(reading(), letterhead_id, current_user)
    if not row.seal_digest:
        abort(404)
    picture = send_file(store().open(row.seal_digest), download_name=row.seal_name)
    picture.headers.update(picture_headers(MEDIA_TYPE[extension(row.seal_name)]))
    return picture


@blueprint.get("/series")
def series() -> Any:
    return render_template("admin/series.html", rows=words.series_rows(queries.series(reading(), current_user)))


@blueprint.route("/series/new", methods=["GET", "POST"])
def new_series() -> Any:
    return _series(SeriesForm(), None, "新增发文字号")


@blueprint.route("/series/<int:series_id>", methods=["GET", "POST"])
def edit_series(series_id: int) -> Any:
    row, form = queries.record(reading(), NumberSeries, series_id, current_user), SeriesForm()
    form.show(row)
    return _series(form, series_id, f"修改发文字号：{row.word}")


def _series(form: SeriesForm, series_id: int | None, title: str) -> Any:
    connection = reading()
    form.offer({row.id: row.name for row in queries.letterheads(connection, current_user)})
    given = queries.given_in(connection, series_id, clock.today().year) if series_id else 0
    return form_page(
        form,
        lambda: service.save_series(current_user, series_id, form.values(), confirmed=form.confirmed.data),
        SERIES,
        title,
        template="admin/series_form.html",
        given=given,
        examples=words.examples(form.word.data or "某某字", given),
    )


@blueprint.get("/phrases")
def phrases() -> Any:
    return render_template("admin/phrases.html", groups=words.phrase_groups(queries.phrases(reading(), current_user)))


@blueprint.route("/phrases/new", methods=["GET", "POST"])
def new_phrase() -> Any:
    return _phrase(PhraseForm(kind=request.args.get("kind")), None, "新增常用语")


@blueprint.route("/phrases/<int:phrase_id>", methods=["GET", "POST"])
def edit_phrase(phrase_id: int) -> Any:
    form = PhraseForm()
    form.show(queries.record(reading(), Phrase, phrase_id, current_user))
    return _phrase(form, phrase_id, "修改常用语")


@blueprint.post("/phrases/<int:phrase_id>/delete")
def delete_phrase(phrase_id: int) -> Any:
    return pressed(lambda: service.delete_phrase(current_user, phrase_id), PHRASES)


def _phrase(form: PhraseForm, phrase_id: int | None, title: str) -> Any:
    return form_page(
        form,
        lambda: service.save_phrase(current_user, phrase_id, form.values()),
        PHRASES,
        title,
        help={"position": "数字小的排在前面。"},
    )
