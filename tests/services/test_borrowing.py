"""Loans from the archive through the services: by which rule, in whose hands, until when, and what is refused."""

from routing import clock
from routing.database import reading
from routing.queries import lending
from routing.services import borrowing
from routing.services.loaned import Loan
from routing.services.loaning import Handing, Inspection
from tests.factories import DRAFTER

ARCHIVIST = "hesufen"
OTHER = "panyue"


def due(days=3):
    from routing.working import Calendar

    return clock.local(Calendar().closing(clock.today(), days)).date().isoformat()


def wish(**columns):
    return Loan(**{"purpose": "起草总结，需要核对数字", "due_on": due(), **columns})


def test_own_files_go_straight_to_the_archivist_and_back(house):
    item = house.filed()
    (done,) = borrowing.apply(wish(), [item], house.person(DRAFTER))
    assert done.state == "loan_fetching"
    assert done.number == f"借阅{clock.today().year}-0001"
    house.act(done.document_id, "hand_out", ARCHIVIST, change=Handing("王芳"))
    where = lending.whereabouts(reading(), [item])[item]
    assert where.holder == "王芳"
    house.act(done.document_id, "sign_for", DRAFTER)
    house.act(done.document_id, "receive_back", ARCHIVIST)
    house.act(done.document_id, "inspect", ARCHIVIST, change=Inspection("完好"))
    assert not lending.whereabouts(reading(), [item])
    assert house.row(done.document_id).state == "loan_returned"
