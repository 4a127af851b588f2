"""What becomes of closed documents in every workflow: filed (立卷归档), left out, in the end destroyed, never reopened.

The ends of a document form a way of their own: 待归档 → 已归档 → 已销毁, or 待归档 → 不归档. The archivist alone
goes it, in the rounds of filing and disposal; no document's page offers these actions.
"""

from dataclasses import dataclass

from workflows.model import Action, State
from workflows.roles import Role


@dataclass(frozen=True)
class Ends:
    """The ends of a workflow in which its documents lie in the archive."""

    filed: State
    left_out: State
    destroyed: State


def ends(prefix: str = "", *, issued: bool = False) -> Ends:
    """The three ends, their keys set apart by `prefix`. `issued`: documents filed here have left the house, signed."""
    return Ends(
        State(f"{prefix}filed", "已归档", "归档", "DA-1", Role.NOBODY, signed=issued, issued=issued, final=True),
        State(f"{prefix}left_out", "不归档", "", "GD-8", Role.NOBODY, signed=issued, issued=issued, final=True),
        State(f"{prefix}destroyed", "已销毁", "", "TL-35", Role.NOBODY, final=True),
    )


def filing(kept: State, there: Ends) -> tuple[Action, ...]:
    """The archivist's actions on documents that are closed and wait in `kept`."""
    as_signed = ("text_as_signed",) if there.filed.signed else ()
    return (*_into_the_file(kept, there, as_signed), *_from_the_file(there))


def _into_the_file(kept: State, there: Ends, as_signed: tuple[str, ...]) -> tuple[Action, ...]:
    return (
        Action(
            "file",
            "归档",
            "归档",
            "DA-1",
            ((kept.key, there.filed.key),),
            "按件整理，定保管期限，编档号，立卷归档；封卷后不再改动。",
            by=Role.ARCHIVIST,
            needs=as_signed,
            effects=("file_item",),
            style="inline",
            blind=True,
        ),
        Action(
            "leave_out",
            "不归档",
            "定为不归档",
            "GD-8",
            ((kept.key, there.left_out.key),),
            "不属于归档范围的，写明理由；材料仍在，需要时可以重新列入归档。",
            by=Role.ARCHIVIST,
            opinion="required",
            style="inline",
            blind=True,
        ),
        Action(
            "take_in",
            "重新列入归档",
            "重新列入归档",
            "GD-8",
            ((there.left_out.key, kept.key),),
            "原定不归档的，现在需要归档，写明理由。",
            by=Role.ARCHIVIST,
            opinion="required",
            needs=as_signed,
            style="inline",
            blind=True,
        ),
        Action(
            "take_over",
            "改按现行规定归档",
            "改按现行规定归档",
            "DA-1",
            ((kept.key, kept.key),),
            "按旧流程办结的文件，归档时改按现行规定。",
            by=Role.ARCHIVIST,
            effects=("adopt",),
            style="inline",
            blind=True,
        ),
    )


def _from_the_file(there: Ends) -> tuple[Action, ...]:
    return (
        Action(
            "transfer_out",
            "移交进馆",
            "移交进馆",
            "TL-27",
            ((there.filed.key, there.filed.key),),
            "按规定向档案馆移交；移交的数据包和清单留存备查。",
            by=Role.ARCHIVIST,
            opinion="required",
            style="inline",
            blind=True,
        ),
        Action(
            "extend_period",
            "续存，另定保管期限",
            "续存",
            "TL-35",
            ((there.filed.key, there.filed.key),),
            "到期鉴定后仍需保存的，另定保管期限。",
            by=Role.ARCHIVIST,
            opinion="required",
            effects=("extend_term",),
            style="inline",
            blind=True,
        ),
        Action(
            "destroy",
            "销毁",
            "销毁",
            "TL-35",
            ((there.filed.key, there.destroyed.key),),
            "经鉴定、批准，由两人监销；清册和办理记录永久保存，内容不再存在。",
            by=Role.ARCHIVIST,
            opinion="required",
            effects=("erase",),
            style="inline",
            blind=True,
        ),
    )
