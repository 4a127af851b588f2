import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from routing.typeset import engine
from routing.typeset.engine import typeset
from routing.typeset.errors import MissingGlyphError, TypesetError
from routing.typeset.fonts import FontSet, _wheel
from tests.files import samples

WHEN = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4" fill="red"/></svg>'
TEMPLATE = """
#import "/base/inputs.typ": doc, faces, file
#set document(title: doc.title)
#set text(font: faces.fangsong, lang: "zh")
#for line in doc.lines { par(line) }
#for name in doc.at("pictures", default: ()) { image(file(name)) }
#if doc.at("beyond", default: none) != none { read(doc.beyond) }
"""


@pytest.fixture(autouse=True, scope="module")
def templates(tmp_path_factory):
    """A folder of templates of its own, with what all templates share."""
    folder = tmp_path_factory.mktemp("typst")
    (folder / "base").mkdir()
    (folder / "base" / "inputs.typ").write_bytes((engine.TEMPLATES / "base" / "inputs.typ").read_bytes())
    (folder / "plain.typ").write_text(TEMPLATE)
    patched = pytest.MonkeyPatch()
    patched.setattr(engine, "TEMPLATES", folder)
    patched.delattr(engine._THREAD, "fonts", raising=False)
    yield folder
    patched.undo()
    vars(engine._THREAD).clear()


def plain(*lines, **more):
    settings = {name: more.pop(name) for name in ("when", "standard", "fonts", "files") if name in more}
    return typeset("plain.typ", {"title": "通知", "lines": list(lines), **more}, **{"when": WHEN, **settings})


def test_a_page_comes_out_as_pdf_a_2u_with_its_title():
    done = plain("各市（区）妇联：")
    assert done.pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in done.pdf
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in done.pdf
    assert "通知".encode() in done.pdf
    assert (done.pages, done.notices) == (1, ())


def test_pages_are_counted():
    assert plain(*["一行"] * 200).pages > 3


def test_the_same_input_gives_the_same_bytes_and_another_moment_others():
    assert plain("一", "二").pdf == plain("一", "二").pdf
    assert plain("一", "二").pdf != plain("一", "二", when=WHEN + timedelta(seconds=1)).pdf


def test_a_moment_is_the_same_in_whatever_zone_it_is_told():
    told = [WHEN.replace(tzinfo=None), WHEN.astimezone(timezone(timedelta(hours=-5)))]
    assert {plain("一", when=when).pdf for when in told} == {plain("一").pdf}
    assert b"2026-03-08T02:00:00+00:00" in plain("一").pdf


def test_text_stays_text():
    literal = '#read("/etc/passwd") *不加粗* $x$ // 注释 \\ #pagebreak()'
    assert plain(literal).pages == 1


def test_all_characters_that_no_font_has_are_named_at_once():
    with pytest.raises(MissingGlyphError) as caught:
        plain("陈😀喆", "一\U0002ffff", "😀")
    assert caught.value.characters == "😀\U0002ffff"
    assert "“😀”(U+1F600)" in str(caught.value)


def test_a_character_that_another_font_lends_is_told():
    assert plain("王喆、李堃，出席。").notices == ("仿宋字体里没有“喆、堃”，已用其他字体代替。",)


def test_without_the_fetched_fonts_the_page_comes_out_with_notices():
    done = plain("各市（区）妇联：王喆", fonts=FontSet(None, (_wheel(),)))
    assert done.pages == 1
    assert [notice[:9] for notice in done.notices] == ["没有找到仿宋字体，", "没有找到楷体字体，", "没有找到小标宋字体"]


def test_pictures_are_read_by_their_names():
    files = {"印章.svg": SVG, "签名.png": samples.png()}
    with_pictures = plain("一", pictures=list(files), files=files)
    assert len(with_pictures.pdf) > len(plain("一").pdf)
    with pytest.raises(TypesetError, match="版面没有排成") as caught:
        plain("一", pictures=["没有.png"])
    assert "没有.png" in caught.value.detail


@pytest.mark.parametrize("path", ["/etc/passwd", "../engine.py", "/../../etc/passwd"])
def test_no_file_outside_the_templates_can_be_read(path):
    with pytest.raises(TypesetError):
        plain("一", beyond=path)


@pytest.mark.parametrize("name", ["没有.typ", "../../wsgi.py", "/etc/passwd", "base"])
def test_a_template_must_be_one(name):
    with pytest.raises(ValueError, match="no such template"):
        typeset(name, {}, when=WHEN)


def test_threads_set_pages_at_once_and_alike():
    done, troubles = set(), []

    def work():
        try:
            done.update(plain("同一份", f"第{number}份").pdf for number in range(5))
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(done) == 5
