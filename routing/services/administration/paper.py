"""版面设置: how the papers under a letterhead look. Kept with the letterhead by the system officer."""

from typing import Any, Final

from sqlalchemy import insert, select, update
from werkzeug.datastructures import FileStorage

from routing.files.picture import check_picture
from routing.models.paper import BLANK, PaperSetting
from routing.services.administration.office import Desk, Done, facts
from routing.services.attaching import store
from routing.services.errors import InvalidChangeError

LAYOUTS: Final = {"document": "文件格式", "letter": "信函格式", "minutes": "纪要格式"}
SEALS: Final = {"place": "留出加盖纸质印章的位置", "picture": "排上印章图样", "none": "不盖章"}
SEAL_LIMIT: Final = 1024 * 1024  # bytes
_LABELS: Final = {
    "layout": "版面",
    "mark_suffix": "标志后缀",
    "seal_mode": "印章",
    "seal_name": "印章图样",
    "copies_to": "默认抄送",
    "print_copies": "默认份数",
}


def keep_seal(upload: FileStorage | None) -> dict[str, str]:
    """Check a 印章图样 and keep its bytes; the columns that name it, none where no file was sent. Raises Refused."""
    if upload is None or not upload.filename:
        return {}
    accepted = check_picture(upload.filename, upload.stream, limit=SEAL_LIMIT)
    return {"seal_digest": store().put(upload.stream, SEAL_LIMIT).digest, "seal_name": accepted.name}


def save_paper(desk: Desk, letterhead_id: int, name: str, values: dict[str, Any]) -> Done | None:
    """Keep what was changed of a letterhead's settings; None where nothing was. Raises InvalidChangeError."""
    ours = PaperSetting.letterhead_id == letterhead_id
    row = desk.connection.execute(select(PaperSetting.__table__).where(ours)).one_or_none()
    before = {name: row._mapping[name] for name in BLANK} if row is not None else BLANK
    after = {**before, **values}
    if after["seal_mode"] == "picture" and not after["seal_digest"]:
        raise InvalidChangeError("选“排上印章图样”，须上传图样", "seal")
    if after == before:
        return None
    if row is None:
        given = {"letterhead_id": letterhead_id, "organisation_id": desk.actor.organisation_id, **after}
        desk.connection.execute(insert(PaperSetting), given)
    else:
        desk.connection.execute(update(PaperSetting).where(ours).values(**after))
    told = [facts(_LABELS, _in_words(one)) for one in (before, after)]
    return desk.record(f"修改版面：{name}", told[0], told[1])


def _in_words(values: dict[str, Any]) -> dict[str, Any]:
    seal = f"{values['seal_name']}（校验码 {values['seal_digest'][:12]}）" if values["seal_digest"] else ""
    words = {"layout": LAYOUTS[values["layout"]], "seal_mode": SEALS[values["seal_mode"]], "seal_name": seal}
    return {**values, **words, "print_copies": values["print_copies"] or ""}
