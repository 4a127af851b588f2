"""What can be made again is kept as long as there is room."""

import os

from routing.files.cache import Cache


def test_what_was_put_is_there_and_what_was_not_is_not(tmp_path):
    cache = Cache(tmp_path / "pages", 100)
    assert cache.get("a") is None
    assert cache.put("a", b"one") == b"one"
    assert cache.get("a") == b"one"
    assert oct((tmp_path / "pages").stat().st_mode)[-3:] == "700"


def test_what_was_not_asked_for_longest_makes_room(tmp_path):
    cache = Cache(tmp_path, 25)
    for age, name in ((30, "a"), (20, "b")):
        cache.put(name, b"0123456789")
        os.utime(tmp_path / name, (age, age))
    assert cache.get("a")  # asked for now, and so the younger one
    cache.put("c", b"0123456789")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"0123456789", None, b"0123456789")


def test_what_is_larger_than_all_the_room_is_let_go_at_once(tmp_path):
    cache = Cache(tmp_path, 5)
    assert cache.put("a", b"0123456789") == b"0123456789"
    assert list(tmp_path.iterdir()) == []
