"""One at a time in a house: what is looked up in a transaction still holds when it is written."""

from sqlalchemy import Connection, select

from routing.models import Organisation


def wait(connection: Connection, organisation_id: int) -> None:
    """Wait for one's turn, and keep it until the transaction ends: the house's row is the lock.

    Whoever writes anything else goes on meanwhile. On SQLite writers queue in any case.
    """
    house = select(Organisation.id).where(Organisation.id == organisation_id)
    connection.execute(house.with_for_update(key_share=True)).one()
