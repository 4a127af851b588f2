"""办件移交 in words: what would move and why, what moved, what stayed and why."""

from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup

from routing.services.administration.office import Done
from routing.services.rerouting import BATCH, Merged, Move
from workflows.model import CONSULT, READ, SIGN

SHOWN: Final = 500  # of what would move; more is named in number
KINDS: Final = {SIGN: "会签", CONSULT: "征求意见", READ: "阅知"}


def page(moves: tuple[Move, ...], results: tuple[Move, ...] = ()) -> dict[str, Any]:
    """The page: what is still to be moved, and what the press of the button has just done."""
    waiting = [move for move in moves if move.goes is not None]
    stuck = [move for move in moves if move.goes is None]
    moved = [move for move in results if move.goes is not None and not move.refusal]
    return {
        "waiting": list(map(row, waiting[:SHOWN])),
        "count": len(waiting),
        "batch": BATCH if len(waiting) > BATCH else 0,
        "unseen": max(len(waiting) - SHOWN, 0),
        "stuck": list(map(row, stuck[:SHOWN])),
        "moved": list(map(row, moved)),
        "refused": [row(move) for move in results if move.goes is not None and move.refusal],
    }


def row(move: Move) -> dict[str, Any]:
    """One slip as a line of the list."""
    kind = KINDS.get(move.kind, "")
    return {
        "title": move.title,
        "step": f"{move.step}（{kind}）" if kind else move.step,
        "lies": move.lies.name,
        "goes": move.goes.name if move.goes else "",
        "why": move.why,
        "refusal": move.refusal,
    }


def reminder(number: int, *, may_move: bool) -> str:
    """What to say after a change that leaves work behind, with the way there for the officer who may move it."""
    said = f"有{number}件办件需要移交"
    if not may_move:
        return f"{said}，请安全管理员在“管理”的“办件移交”中办理"
    return Markup('{}，<a href="/admin/rerouting">去办件移交</a>').format(said)


def merged(result: Merged) -> Done:
    """A merger as the page says it: how much work went with it, and what stayed and why."""
    refused: Iterable[str] = (f"《{move.title}》没有移交：{move.refusal}" for move in result.moves if move.refusal)
    moved = sum(not move.refusal for move in result.moves)
    told = Done(f"{result.done.message}；移交办件{moved}件" if moved else result.done.message)
    return told.and_warn(*refused)
