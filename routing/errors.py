"""Errors as pages. Views have no try: whatever a service refuses arrives here, once."""

from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from routing import admission, gate
from routing.files.errors import FileError
from routing.services import refusals
from routing.services.errors import MissingDocumentError, StaleError
from workflows.errors import NotYoursError, RuleError

EXPLAINED = {
    400: "请求不完整，请返回上一页重试。",
    403: "您的岗位不能使用这个页面。如需要，请联系安全管理员调整岗位。",
    404: "没有这个页面，或文件不在您可以阅读的范围内。",
    405: "这个地址不能这样使用。",
    413: "提交的内容太大。单个附件最大50 MB，正文最多30万字。",
    429: "操作太频繁，请稍候再试。",
    500: "系统出了问题，刚才的操作没有生效，请稍后再试。",
}
EXPIRED = "登录已过期，刚才的操作没有生效。请在新窗口重新登录，再回到这一页重新提交；已填写的内容还在。"
PAGES = {403, 404, 409, 413, 429}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleError, _stale)
    app.register_error_handler(MissingDocumentError, missing)
    app.register_error_handler(RuleError, _refused)
    app.register_error_handler(FileError, _refused)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(Exception, _broken)


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    explained = EXPLAINED.get(code, EXPLAINED[400])
    if code == 403 and error.description in admission.BECAUSE.values():
        explained = str(error.description)
    return _page(code, explained), code


def _stale(error: StaleError) -> Any:
    """Somebody else was first: say who and when, and show where the document is now."""
    link = f"/documents/{error.document_id}"
    return render_template("errors/409.html", message=error.message, href=link), 409


def missing(error: Exception) -> Any:
    """It is not there, or not for those who ask; that somebody asked for a restricted document is kept (CY-2)."""
    document_id = getattr(error, "document_id", None) or (request.view_args or {}).get("document_id")
    actor = gate.present()
    if document_id and actor.is_authenticated:
        refusals.keep(actor, document_id, f"{request.method} {request.path}")
    return _page(404, EXPLAINED[404]), 404


def _refused(error: RuleError | FileError) -> Any:
    """A rule says no: back to the document with the reason; what was typed comes back with the form."""
    document_id = (request.view_args or {}).get("document_id")
    if "X-Requested-With" in request.headers:
        return {"message": str(error)}, 409 if isinstance(error, NotYoursError) else 422
    if document_id is None:
        return _page(400, str(error)), 422
    if isinstance(error, NotYoursError):
        page = render_template(
            "errors/409.html",
            message=error.message,
            href=f"/documents/{document_id}",
            written=request.form.get("body", ""),
        )
        return page, 409 if request.method == "POST" else 403
    flash(str(error), "danger")
    return redirect(f"/documents/{document_id}", 303)


def form_expired(_error: CSRFError) -> Any:
    """The token of the form does not fit the session: over, or renewed since."""
    if "X-Requested-With" in request.headers:
        return {"message": "登录已过期，请重新登录"}, 401
    return render_template("errors/expired.html", message=EXPIRED), 400


def _broken(error: Exception) -> Response | tuple[str, int]:
    from flask import current_app

    current_app.logger.exception("unhandled error at %s", request.path, exc_info=error)
    if current_app.testing or current_app.debug:
        raise error
    return render_template("errors/500.html", message=EXPLAINED[500]), 500


def _page(code: int, message: str) -> str:
    name = f"errors/{code}.html" if code in PAGES else "errors/_plain.html"
    limit = f"{current_app.config['MAX_CONTENT_LENGTH'] // 2**20} MB"
    return render_template(name, message=message, reason=message, code=code, limit=limit)
