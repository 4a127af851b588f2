from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.search import variants
from routing.search.characters import VARIANTS, normalise


@pytest.mark.parametrize(
    ("written", "indexed"),
    [
        ("婦聯", "妇联"),
        ("關於開展維權週活動", "关于开展维权周活动"),
        ("泰妇字〔２０２６〕１号", "泰妇字(2026)1号"),
        ("【通知】［附］（稿）", "(通知)(附)(稿)"),
        ("ＧＢ／Ｔ ９７０４", "gb/t 9704"),
        ("二○○四年", "二〇〇四年"),
        ("“三八”：答覆", '"三八":答复'),
        ("⼥职⼯", "女职工"),
        ("瞭解 憑藉 看著", "了解 凭借 看着"),
    ],
)
def test_every_way_of_writing_leads_to_one_form(written, indexed):
    assert normalise(written) == indexed


def test_the_great_dotted_i_keeps_its_length_though_its_small_letter_has_two_characters():
    assert len(normalise("İstanbul")) == len("İstanbul")


@given(st.text(alphabet=st.characters()))
def test_the_form_has_the_length_of_the_original_and_is_its_own_form(text):
    once = normalise(text)
    assert len(once) == len(text)
    assert normalise(once) == once


def test_what_a_database_cannot_store_is_gone():
    form = normalise("妇\x00联\ud800\ufdd0")
    assert "\x00" not in form
    assert "\ufdd0" not in form
    assert form.encode("utf-8")


def test_the_pairs_are_those_of_the_release_they_name():
    written = VARIANTS.read_text(encoding="utf-8")
    if f"OpenCC {version('opencc')} " not in written:
        pytest.skip("written from another release of OpenCC: the index keeps its pairs until it is rebuilt")
    assert written == variants.text()
