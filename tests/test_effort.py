"""What a page takes to be made, in calls of Python functions: the same on every machine, however fast it is today.

`make bench` measures time, and nobody runs it for every change. A page that was given twice the work went unseen for
weeks (a tray that put three questions together and asked none of them); here it turns red.
"""

import sys
from contextlib import contextmanager

import pytest

from tests.factories import CHAIR, Browser

# A third more than was counted when the line was written. Who raises one says in the commit what the page gives for it.
MOST = {
    "/tray": 3_400,
    "/tray/done": 6_700,
    "/tray/mine": 5_100,
    "/documents/{document}": 4_400,
    "/register": 3_400,
    "/search?q=妇女": 24_000,
}


@pytest.mark.parametrize("address", MOST)
def test_a_page_takes_no_more_work_than_it_is_known_to_take(house, address):
    where = address.format(document=house.at("signing"))
    browser = Browser(house.app, CHAIR)
    for _ in range(3):  # templates and statements are compiled, what is kept is kept
        assert browser.get(where).status_code == 200
    with counted() as calls:
        browser.get(where)
    assert calls[0] <= MOST[address], f"{calls[0]} calls"


@contextmanager
def counted():
    """The calls of Python functions within the block, in a list of one."""
    calls, before = [0], sys.getprofile()

    def note(_frame, event, _argument):
        calls[0] += event == "call"

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)
