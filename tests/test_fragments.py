"""Pieces that are kept."""

import pytest
from jinja2 import Environment
from markupsafe import Markup

from routing.fragments import kept


@pytest.fixture
def line():
    """A macro that counts how often it is made."""
    made = []
    environment = Environment(autoescape=True)
    environment.globals["made"] = made
    template = "{% macro line(row) %}{% set _ = made.append(1) %}<li>{{ row.title }}{{ row.count }}</li>{% endmacro %}"
    macro = environment.from_string(template).module.line
    macro.made = made
    return macro


def test_the_same_input_is_made_once(line):
    assert kept(line, {"title": "通知"}) == kept(line, {"title": "通知"}) == "<li>通知</li>"
    assert len(line.made) == 1


def test_another_word_deep_inside_makes_another_piece(line):
    assert kept(line, {"title": "通知", "rows": [{"who": "王芳"}]}) == "<li>通知</li>"
    kept(line, {"title": "通知", "rows": [{"who": "谢玉兰"}]})
    assert len(line.made) == 2


def test_the_same_words_under_other_names_are_not_the_same(line):
    kept(line, {"title": "通知"})
    assert kept(line, {"note": "通知"}) == "<li></li>"
    assert len(line.made) == 2


def test_what_is_safe_html_never_stands_for_the_same_text_typed_by_a_person(line):
    assert kept(line, {"title": Markup("<b>")}) == "<li><b></li>"
    assert kept(line, {"title": "<b>"}) == "<li>&lt;b&gt;</li>"


def test_one_and_true_are_told_apart(line):
    assert kept(line, {"count": 1}) == "<li>1</li>"
    assert kept(line, {"count": True}) == "<li>True</li>"
