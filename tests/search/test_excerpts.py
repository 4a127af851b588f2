from routing.search import excerpt


def test_the_pieces_joined_are_the_text_around_the_first_hit():
    text = "一" * 100 + "妇联" + "二" * 100
    pieces = excerpt(text, [(100, 102)], width=60)
    assert "".join(piece for piece, _ in pieces) == "…" + "一" * 20 + "妇联" + "二" * 38 + "…"
    assert [piece for piece, is_hit in pieces if is_hit] == ["妇联"]


def test_a_short_text_is_whole_and_line_breaks_are_spaces():
    assert excerpt("妇联\n工作", [(0, 2)]) == (("妇联", True), (" 工作", False))


def test_without_hits_it_is_the_beginning():
    assert excerpt("工作" * 50, [], width=4) == (("工作工作", False), ("…", False))


def test_hits_that_overlap_are_marked_once():
    assert excerpt("妇女联合会", [(0, 3), (2, 5)]) == (("妇女联", True), ("合会", True))


def test_spans_beyond_a_text_that_became_shorter_do_no_harm():
    assert excerpt("短", [(50, 52)]) == (("短", False),)


def test_an_empty_text_has_no_pieces():
    assert excerpt("", []) == ()
