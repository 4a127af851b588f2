"""The marked-up copy."""

from hypothesis import given
from hypothesis import strategies as st

from routing.text.compare import Change, Fold, Line, compare, folded, paragraphs, summary

TEXTS = st.text(alphabet="的一甲乙。\n\x85\u2028", max_size=80) | st.text(max_size=30)


def old_text(changes):
    return "".join(change.text for change in changes if change.kind != "inserted")


def new_text(changes):
    return "".join(change.text for change in changes if change.kind != "deleted")


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_from_the_changes(old, new):
    changes = compare(old, new)
    assert old_text(changes) == old
    assert new_text(changes) == new
    assert all(change.text for change in changes)


@given(TEXTS, TEXTS)
def test_grouping_by_lines_loses_nothing(old, new):
    changes = compare(old, new)
    rebuilt = []
    for line in paragraphs(changes):
        rebuilt += line.changes
        if line.end:
            rebuilt.append(Change(line.end, "\n"))
    assert (old_text(rebuilt), new_text(rebuilt)) == (old, new)


@given(TEXTS, TEXTS, st.integers(0, 3))
def test_folding_hides_unchanged_lines_only_and_counts_them(old, new, context):
    lines = paragraphs(compare(old, new))
    rows = folded(lines, context)
    assert [row for row in rows if not row.is_fold and row.changed] == [line for line in lines if line.changed]
    assert sum(row.count if row.is_fold else 1 for row in rows) == len(lines)


def test_a_changed_word_is_one_deletion_and_one_insertion():
    assert compare("请于三月底前报送", "请于四月底前报送") == (
        Change("same", "请于"),
        Change("deleted", "三"),
        Change("inserted", "四"),
        Change("same", "月底前报送"),
    )


def test_characters_inserted_and_deleted_are_counted():
    assert summary(compare("甲乙", "甲乙丙丁")) == (2, 0)
    assert summary(compare("甲乙", "")) == (0, 2)


def test_a_new_paragraph_shows_as_an_inserted_line():
    lines = paragraphs(compare("甲。\n乙。", "甲。\n新。\n乙。"))
    assert [line.changed for line in lines] == [False, True, False]


def test_long_unchanged_stretches_are_folded():
    old = "\n".join(f"第{n}段没有改动。" for n in range(20))
    rows = folded(paragraphs(compare(old, old.replace("第10段", "第10段落"))), context=1)
    assert [row.count if isinstance(row, Fold) else type(row) for row in rows] == [9, Line, Line, Line, 8]


def test_a_single_unchanged_line_is_shown_rather_than_folded():
    same, changed = Line((Change("same", "甲"),), "same"), Line((Change("inserted", "乙"),), "same")
    assert folded((changed, same, changed), context=0) == (changed, same, changed)


def test_equal_texts_are_not_coarse_and_empty_ones_give_nothing():
    assert not compare("甲", "甲").coarse
    assert compare("", "") == ()
    assert paragraphs(()) == ()


def test_a_comparison_cut_short_says_so_and_is_still_right(monkeypatch):
    monkeypatch.setattr("routing.text.compare.SECONDS", 0.05)
    old = "\n".join(f"第{n}条，各单位，要落实。" for n in range(20_000))
    new = old.replace("，", "、")
    changes = compare(old, new)
    assert changes.coarse
    assert (old_text(changes), new_text(changes)) == (old, new)


def test_texts_that_repeat_one_sign_are_compared_all_the_same():
    old, new = "一" + "－" * 30_000 + "二" + "－" * 100, "三" + "－" * 20_000 + "四" + "－" * 5_000
    changes = compare(old, new)
    assert (old_text(changes), new_text(changes)) == (old, new)
