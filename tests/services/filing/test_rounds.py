"""A round of filing from its opening to its seal."""

from sqlalchemy import select

from routing.database import reading
from routing.models import ArchiveFile, ArchiveItem, FilingRound
from routing.services.verifying import verify_all


def item(item_id):
    return reading().execute(select(ArchiveItem.__table__).where(ArchiveItem.id == item_id)).one()


def test_a_document_is_filed_and_sealed(house):
    filed = item(house.filed())
    assert filed.state == "filed", reading().execute(select(FilingRound.__table__)).all()
    assert filed.code.endswith("-D30-QYB-0001")
    kinds = reading().execute(select(ArchiveFile.kind).order_by(ArchiveFile.position)).scalars().all()
    assert kinds == ["original", "sheet", "final"]
    assert house.row(filed.document_id).state == "filed"
    received = item(house.filed("incoming", "永久"))
    assert received.state == "filed"
    assert house.row(received.document_id).state == "incoming_filed"
    assert verify_all().faults == []
