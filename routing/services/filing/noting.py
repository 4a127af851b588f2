"""备考表 of a box: its state, who arranged it, who checked it (DA/T 22-2015, 5.5.3)."""

from typing import Any

from routing import display
from routing.actor import Actor
from routing.models import ArchiveBox
from routing.services.administration.office import Done, administering
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity


def save(box_id: int, values: dict[str, Any], actor: Actor) -> Done:
    """Keep what was written on a box's 备考表. Raises InvalidChangeError."""
    arranged, checked = values["arranged_on"], values["checked_on"]
    if arranged and checked and checked < arranged:
        raise InvalidChangeError("检查日期早于整理日期，请核对", "checked_on")
    if values["arranged_by"] and values["arranged_by"] == values["checked_by"]:
        raise InvalidChangeError("检查人和整理人不能是同一个人", "checked_by")
    with administering(actor, Capacity.ARCHIVIST) as desk:
        row = desk.row(ArchiveBox, box_id)
        desk.change(ArchiveBox, box_id, **values)
        return desk.record(
            f"填写备考表：{row.year}年第{row.number}盒",
            _told(row._mapping),
            _told(values),
        )


def _told(values: Any) -> str:
    return "；".join(
        (
            f"整理：{values['arranged_by']} {display.day(values['arranged_on'])}",
            f"检查：{values['checked_by']} {display.day(values['checked_on'])}",
            f"情况：{values['condition']}",
        )
    )
