"""PDF files."""

import os

import pytest

from routing.files import pdf

from . import samples
from .asking import refusal, taken

SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


@pytest.mark.parametrize(
    "action",
    [
        SCRIPT,
        b"<</S /Launch /F (cmd.exe)>>",
        b"<</S/J#61vaScript/JS(x)>>",
        b"<</S/#4aava#53cript/#4AS 9 0 R>>",
        b"<</S/Rendition/JS(x)>>",
        b"<</Names<</JavaScript 9 0 R>>>>",
        b"<</AcroForm<</XFA 9 0 R>>>>",
    ],
)
def test_actions_are_found_plain_escaped_and_in_compressed_objects(action):
    assert "脚本" in refusal("a.pdf", samples.pdf(action))
    assert "脚本" in refusal("a.pdf", samples.pdf(samples.object_stream(b"8 0 " + action)))
    assert "脚本" in refusal("a.pdf", samples.pdf(samples.object_stream(b"8 0 " + action, b"/Filter [ /FlateDecode ]")))
    assert "脚本" in refusal("a.pdf", samples.pdf(samples.object_stream(b"8 0 " + action, b"")))


def test_an_object_hidden_in_the_data_of_another_stream_is_found():
    hidden = samples.object_stream(b"8 0 " + SCRIPT)
    whole = b"<</Length 9999>>\nstream\nxx " + b"9 0 obj\n" + hidden + b"\nendobj\nendstream"
    assert "脚本" in refusal("a.pdf", samples.pdf(whole))


def test_an_object_stream_far_from_its_dictionary_is_found():
    far = samples.object_stream(b"8 0 " + SCRIPT).replace(b">>\nstream", b">>%" + b"x" * 9000 + b"\nstream")
    assert "脚本" in refusal("a.pdf", samples.pdf(far))


def test_a_stream_that_ends_late_or_lacks_its_checksum_is_unpacked_to_its_end():
    body = samples.object_stream(b"8 0 " + os.urandom(70_000) + SCRIPT)
    cut = body[: -len(b"\nendstream") - 4] + b"\nendstream"
    for whole in (body, cut):
        assert "脚本" in refusal("a.pdf", samples.pdf(whole))


@pytest.mark.parametrize(
    "extra", [b"/Filter/LZWDecode", b"/Filter[/AHx/FlateDecode]", b"/Filter 5 0 R", b"/F#69lter/AHx"]
)
def test_an_object_stream_that_cannot_be_looked_into_is_refused(extra):
    assert "不能上传" in refusal("a.pdf", samples.pdf(samples.object_stream(b"8 0 <<>>", extra)))


def test_a_pdf_that_unfolds_into_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_OBJECT_STREAMS", 100_000)
    assert "过大" in refusal("a.pdf", samples.pdf(samples.object_stream(bytes(200_000))))


def test_words_about_scripts_and_names_that_only_begin_alike_are_no_danger():
    harmless = (b"(JavaScript and Launch)", b"<</JSX 1/LaunchPad 2/Encrypted 3>>", samples.object_stream(b"8 0 <<>>"))
    assert taken("a.pdf", samples.pdf(*harmless)).kind == "pdf"


def test_three_letters_in_a_photograph_are_chance():
    assert taken("a.pdf", samples.pdf(b"<</Length 9>>\nstream\n\xff/JS(\xfe \nendstream")).kind == "pdf"


def test_a_pdf_with_a_password_is_refused():
    assert "密码" in refusal("a.pdf", samples.pdf(trailer=b"/Encrypt 9 0 R"))


def test_a_pdf_cut_off_in_transfer_is_refused():
    content = samples.pdf(b"(" + b"x" * 9000 + b")")
    assert "不完整" in refusal("a.pdf", content[:-300])
