"""Pieces that are kept."""

import pytest
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment
from markupsafe import Markup

from routing.fragments import Lasting, filled, kept


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


def test_lasting_words_are_known_by_being_the_same_ones(line):
    words, alike = Lasting(["通知"]), Lasting(["通知"])
    assert words == words != alike
    kept(line, words)
    kept(line, words)
    kept(line, alike)
    assert len(line.made) == 2


def test_a_kept_form_gets_the_token_and_the_receipt_of_the_page_it_stands_on(app):
    macro = app.jinja_env.from_string(
        "{% macro form() %}{{ marks.token }} {{ marks.receipt }}{% endmacro %}"
    ).module.form
    with app.test_request_context("/"):
        assert filled(kept(macro), "first") == f"{generate_csrf()} first"
        assert filled(kept(macro), "second") == f"{generate_csrf()} second"
