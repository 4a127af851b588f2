"""Whom a document can be laid before besides its own way: signers, advisers, readers, the one it is passed on to."""

from typing import Any, Final

from routing.queries.chart import Chart, Holder
from workflows.model import State
from workflows.roles import OFFICERS, Capacity, Role

# Who may decide in whose place: a step is passed on to somebody of the same rank or above.
RANKS: Final = {Capacity.CHAIR: 4, Capacity.VICE_CHAIR: 3, Capacity.OFFICE_DIRECTOR: 2, Capacity.DEPARTMENT_HEAD: 2}
NEEDED: Final = {Role.CHAIR: 3, Role.VICE_CHAIR: 3, Role.DEPARTMENT_HEAD: 2}
# 条例 art. 22: these, and whatever is important, the chief head signs herself.
SIGNED_BY_THE_CHAIR: Final = frozenset({"请示", "报告", "决定", "决议"})


def offered(chart: Chart) -> tuple[tuple[str, str], ...]:
    """The posts that can be asked, each with who holds it, in the house's order."""
    return tuple(
        (f"post:{seat.post_id}", f"{seat.name}（{chart.holder_people(f'post:{seat.post_id}')}）")
        for seat in chart.seats.values()
        if seat.capacity not in OFFICERS and chart.people_of(f"post:{seat.post_id}")
    )


def party(chart: Chart, key: str) -> Holder | None:
    """The post of that key as a holder; None where there is none, or nobody in it, or it takes no part in the work."""
    kind, _, number = key.partition(":")
    seat = chart.seats.get(int(number)) if kind == "post" and number.isascii() and number.isdigit() else None
    if seat is None or seat.capacity in OFFICERS or not chart.people_of(f"post:{seat.post_id}"):
        return None
    return Holder(key, seat.name)


def signers(chart: Chart, parties: str, names: str) -> list[Holder]:
    """Who signs together by the rules: all who hold a capacity, or the heads of the departments that are named."""
    if parties in set(Capacity):
        capacity = Capacity(parties)
        seats = [
            seat
            for seat in chart.seats.values()
            if seat.capacity is capacity and chart.people_of(f"post:{seat.post_id}")
        ]
    else:
        heads = {seat.department_id: seat for seat in chart.seats.values() if RANKS.get(seat.capacity) == RANKS[
            Capacity.DEPARTMENT_HEAD] and chart.people_of(f"post:{seat.post_id}")}  # fmt: skip
        wanted = [name.strip() for name in names.replace("、", "，").split("，")]
        seats = [heads[key] for key, name in chart.departments.items() if name in wanted and key in heads]
    return [Holder(f"post:{seat.post_id}", seat.name) for seat in seats]


def cannot_decide(chart: Chart, state: State, key: str, document: Any) -> str:
    """Why somebody may not decide in this step in the place of its holder; empty where they may."""
    seat = chart.seats[int(key.partition(":")[2])]
    if RANKS.get(seat.capacity, 1) < NEEDED.get(state.role, 1):
        return f"“{state.step}”只能转交同级或上级岗位，不能转交“{seat.name}”"
    if state.role is Role.CHAIR and (document.important or document.kind in SIGNED_BY_THE_CHAIR):
        return "重要公文和上行文由主席本人签发，不能转交（条例第二十二条）"
    return ""
