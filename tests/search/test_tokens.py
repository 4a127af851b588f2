from hypothesis import given
from hypothesis import strategies as st

from routing.search.characters import normalise
from routing.search.tokens import (
    QUERY_LENGTH,
    TITLE,
    Term,
    Texts,
    document_tokens,
    packed_token,
    packed_tokens,
    query_terms,
    text_tokens,
)


def test_a_run_gives_its_characters_and_its_pairs_and_a_word_stays_whole():
    assert text_tokens("妇联会2026年gb") == {"妇", "联", "会", "妇联", "联会", "2026", "年", "gb"}


def test_no_pair_reaches_over_punctuation_or_from_title_into_body():
    tokens = document_tokens(Texts("妇", "联,会"))
    assert tokens == {"妇", "联", "会", TITLE + "妇"}


def test_the_title_is_there_a_second_time():
    assert {TITLE + "妇联", TITLE + "2026"} <= document_tokens(Texts("妇联2026", ""))


def test_words_are_anded_and_quotation_marks_keep_them_together():
    assert [term.text for term in query_terms("婦聯 “三八 节”活动")] == ["妇联", "三八 节", "活动"]


def test_an_open_quotation_mark_reaches_to_the_end():
    assert [term.text for term in query_terms('"三八 节')] == ["三八 节"]


def test_two_characters_are_proof_in_themselves_and_three_are_not():
    assert query_terms("妇联")[0].exact
    assert not query_terms("妇联会")[0].exact
    assert query_terms("2026")[0].exact
    assert not query_terms("2026")[0].packed_exact, "a hash is no proof"


def test_a_single_character_is_a_token_of_its_own():
    assert query_terms("妇") == (Term("妇", ("妇",)),)
    assert query_terms("3月8日")[0].tokens == ("3", "月", "8", "日")


def test_punctuation_gives_a_term_without_tokens():
    assert query_terms("%") == (Term("%", ()),)


def test_an_endless_query_is_cut():
    assert query_terms("妇" * 10_000)[0].text == "妇" * QUERY_LENGTH


def test_packed_pairs_never_share_a_number_with_each_other_or_with_hashes():
    pairs = ["妇联", "联妇", "妇", "\u3400\uffef", "12", "a"]
    hashed = [TITLE + "妇联", "2026", "😀妇", "abcdef"]
    assert len({packed_token(token) for token in pairs}) == len(pairs)
    assert all((packed_token(token) & 0xFFFFFFFF) >> 27 == 0xD8 >> 3 for token in hashed)


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)))
def test_many_tokens_are_packed_as_each_of_them_is(tokens):
    assert sorted(packed_tokens(tokens)) == sorted(map(packed_token, tokens))


@given(st.text(alphabet="妇联会字 a1２（。😀\n", max_size=30), st.data())
def test_a_text_has_the_tokens_of_every_piece_of_itself_that_cuts_no_word(text, data):
    text = normalise(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    tokens = text_tokens(text)
    for term in query_terms(text[start:end]):
        if term.pattern.search(text) is None:
            continue
        assert tokens.issuperset(term.tokens)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_no_query_is_an_error_and_no_token_can_leave_its_quotation_marks(text):
    for term in query_terms(text):
        assert term.text
        assert not any('"' in token or " " in token for token in term.tokens)
