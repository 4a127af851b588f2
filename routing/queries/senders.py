"""Who papers come from: an organ never heard of, a series that does not fit it (CY-1). Hints, no refusals."""

from collections import Counter
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from routing.actor import Actor
from routing.models import Document, IncomingPaper, NumberSeries
from routing.queries.incoming import LATELY, organs
from routing.services.received import ORIGINS
from routing.text.organ_names import same
from routing.text.organs import LATERAL, SUBORDINATE, SUPERIOR, expected

RANKED: Final = (SUPERIOR, LATERAL, SUBORDINATE)  # letters, meetings and 机要 come from anywhere
MEANT: Final = 2  # names that it may have been meant for


def new_sender(connection: Connection, actor: Actor, organ: str, document_id: int) -> str:
    """What to look at again where no paper ever came from that organ: its name may be wrong, or it is new. Empty where
    it is known."""
    asked = {"organisation": actor.organisation_id, "organ": organ, "but": document_id}
    if connection.execute(_KNOWN, asked).first() is not None:
        return ""
    known = [one for one in organs(connection, actor) if one != organ]
    meant = [f"“{one}”" for one in known if same(organ, one)][:MEANT]
    said = f"是不是{'、'.join(meant)}？" if meant else "请再核对一下名称。"
    return f"“{organ}”是第一次登记的来文单位，{said}写错了可以“更正登记”"


def doubtful_series(connection: Connection, actor: Actor, organ: str, origin: str, but: int | None = None) -> str:
    """Why the series may be the wrong one for that organ: what it was registered under before, or what its name says.
    Empty where nothing speaks against it: the office decides, and knows more than a name.
    """
    organ = organ.strip()
    if origin not in RANKED or not organ:
        return ""
    before = _before(connection, actor, organ, but)
    if before:
        if before[origin]:
            return ""
        usual, number = before.most_common(1)[0]
        return _said(f"“{organ}”以前的{number}份来文都登记在“{ORIGINS[usual]}”", origin)
    fits = expected(organ, actor.organisation_name)
    if not fits or origin in fits:
        return ""
    named = "或".join(f"“{ORIGINS[one]}”" for one in RANKED if one in fits)
    return _said(f"“{organ}”看名称应是{named}", origin)


def _said(reason: str, origin: str) -> str:
    return f"{reason}，这次选的是“{ORIGINS[origin]}”。收文编号按类别取，登记后不能换，请核对收文类别"


def _before(connection: Connection, actor: Actor, organ: str, but: int | None) -> Counter[str]:
    """Under which kinds of series its papers were registered, among those that came lately."""
    asked = {"organisation": actor.organisation_id, "organ": organ, "but": but or 0}
    return Counter({row.origin: row.papers for row in connection.execute(_BEFORE, asked) if row.origin in RANKED})


_KNOWN: Final = (
    select(IncomingPaper.document_id)
    .where(
        IncomingPaper.organisation_id == bindparam("organisation"),
        IncomingPaper.organ == bindparam("organ"),
        IncomingPaper.document_id != bindparam("but"),
    )
    .limit(1)
)
_LATELY: Final = (
    select(IncomingPaper.document_id, IncomingPaper.organ)
    .where(IncomingPaper.organisation_id + 0 == bindparam("organisation"))  # from the last one back, by no index
    .order_by(IncomingPaper.document_id.desc())
    .limit(LATELY)
    .subquery()
)
_BEFORE: Final = (
    select(NumberSeries.origin, func.count().label("papers"))
    .select_from(_LATELY)
    .join(Document, Document.id == _LATELY.c.document_id)
    .join(NumberSeries, NumberSeries.id == Document.series_id)
    .where(_LATELY.c.organ == bindparam("organ"), Document.number != "", Document.id != bindparam("but"))
    .group_by(NumberSeries.origin)
)
