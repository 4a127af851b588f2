"""移交清册 of a package, set as PDF before it is sealed: it lies in the package and is what both sides sign."""

from collections.abc import Sequence
from typing import Any

from routing import clock, display
from routing.actor import Actor
from routing.bags.bag import Bag
from routing.bags.facts import ItemFacts
from routing.services import setting
from routing.services.setting import apart
from routing.typeset.forms.archive import CatalogueEntry
from routing.typeset.forms.transfer import TransferList

PURPOSES = {"transfer": "移交进馆", "copy": "副本（备份、检查用，不改变档案状态）"}
SECONDS = 600.0  # that the pages of some thousand items may take


def made(package: Any, items: Sequence[ItemFacts], bag: Bag, key: str, actor: Actor) -> bytes:
    """The list. Raises UnsettableError where it cannot be set."""
    form = TransferList(
        organisation=actor.organisation_name,
        purpose=PURPOSES[package.purpose],
        number=package.number,
        made_on=display.day(bag.when.date()),
        made_by=actor.name,
        what=package.what,
        items=f"{len(items)}件",
        files=f"{bag.files}个",
        volume=display.size(bag.octets),
        key=key,
        entries=tuple(_entry(place, item) for place, item in enumerate(items, 1)),
    )
    when = clock.stored(bag.when).replace(microsecond=0)
    done = apart("routing.typeset.forms:set_form", form, when=when, fonts=setting.fonts(), seconds=SECONDS)
    octets: bytes = done.pdf
    return octets


def _entry(place: int, item: ItemFacts) -> CatalogueEntry:
    return CatalogueEntry(
        serial=str(place),
        reference=item.code,
        number=item.number,
        author=item.responsible,
        title=item.title,
        date=item.dated,
        secrecy=item.secrecy,
        pages=str(item.pages) if item.pages else "",
        remarks=item.remarks,
    )
