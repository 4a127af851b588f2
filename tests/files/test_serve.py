"""Headers of downloads."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from routing.files.serve import content_disposition, download_headers


@pytest.mark.parametrize("name", ["泰妇字〔2026〕第1号.pdf", "a b.docx", "100%'\";.txt", "𫚉.csv"])
def test_a_name_comes_back_whole_from_the_header(name):
    kind, options = parse_options_header(content_disposition(name))
    assert kind == "attachment"
    assert options["filename"] == name
    assert unquote(content_disposition(name).rpartition("UTF-8''")[2]) == name


def test_old_programs_get_a_plain_name_with_the_right_ending():
    assert 'filename="__-1.pdf"' in content_disposition("附件-1.pdf")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_name_can_break_the_header(name):
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def test_a_download_is_never_a_page():
    headers = download_headers("请示.pdf", "application/pdf")
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"] == "application/pdf"
    assert download_headers("a.html", "text/html")["Content-Type"] == "application/octet-stream"
