"""What is taken and what is refused, by content."""

import io
import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.files.checks import Accepted, check
from routing.files.errors import Refused
from routing.files.kinds import ALIAS, MEDIA_TYPE

from . import samples
from .asking import LIMIT, answer, refusal, taken

GOOD = {
    "pdf": samples.pdf(),
    "docx": samples.word(),
    "xlsx": samples.sheet(),
    "pptx": samples.slides(),
    "ofd": samples.layout(),
    "doc": samples.compound(samples.OLD_WORD),
    "wps": samples.compound(samples.OLD_WORD),
    "xls": samples.compound(samples.OLD_EXCEL),
    "et": samples.compound(samples.OLD_EXCEL),
    "ppt": samples.compound(samples.OLD_SLIDES),
    "dps": samples.compound(samples.OLD_SLIDES),
    "txt": "妇女儿童权益".encode("gb18030"),
    "csv": "﻿单位,人数\r\n海陵区妇联,12\r\n".encode(),
    "jpg": samples.JPEG,
    "png": samples.png(),
    "tif": samples.TIFF,
    "gif": samples.GIF,
    "bmp": samples.BITMAP,
}


def test_a_sample_of_every_allowed_kind_is_here():
    assert GOOD.keys() == MEDIA_TYPE.keys()


@pytest.mark.parametrize("kind", GOOD)
def test_a_sound_file_of_each_kind_is_taken(kind):
    accepted = taken(f"请示.{kind.upper()}", GOOD[kind])
    assert accepted == Accepted(f"请示.{kind.upper()}", kind, MEDIA_TYPE[kind], len(GOOD[kind]))


@pytest.mark.parametrize("told", GOOD)
@pytest.mark.parametrize("real", GOOD)
def test_a_name_that_lies_about_the_content_is_refused(told, real):
    same = {
        **dict.fromkeys(("doc", "wps"), "word"),
        **dict.fromkeys(("xls", "et"), "excel"),
        **dict.fromkeys(("ppt", "dps"), "slides"),
        **dict.fromkeys(("txt", "csv"), "text"),
    }
    if same.get(told, told) == same.get(real, real):
        assert taken(f"a.{told}", GOOD[real]).kind == told
    else:
        message = refusal(f"关于经费的请示.{told}", GOOD[real])
        assert "关于经费的请示" in message
        assert "请" in message.rpartition("不能上传。")[2]


@pytest.mark.parametrize("kind", GOOD)
def test_a_program_under_any_name_is_refused(kind):
    assert "可执行程序" in refusal(f"通知.{kind}", samples.PROGRAM)


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("page", [b"<!DOCTYPE html><script>alert(1)</script>", b" \n<svg onload='x()'/>"])
def test_a_web_page_under_any_name_is_refused(kind, page):
    assert "网页" in refusal(f"通知.{kind}", page)


@pytest.mark.parametrize(("name", "kind"), [("照片.jpeg", "jpg"), ("扫描件.TIFF", "tif")])
def test_the_long_endings_of_pictures_are_known(name, kind):
    content = GOOD[kind]
    assert taken(name, content).kind == kind
    assert ALIAS[name.rpartition(".")[2].lower()] == kind


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("材料.zip", "请解压后逐个上传"),
        ("材料.rar", "请解压后逐个上传"),
        ("统计.xlsm", "宏"),
        ("邮件.eml", "PDF"),
        ("页面.html", "PDF"),
        ("图.svg", "PDF"),
        ("通知.pdf.exe", "PDF"),
    ],
)
def test_other_endings_are_refused_with_what_to_do(name, told):
    message = refusal(name, b"x")
    assert told in message
    assert name in message


def test_an_empty_file_is_refused():
    assert "空文件" in refusal("请示.docx", b"")


def test_a_file_one_byte_over_the_limit_is_refused_and_one_at_the_limit_is_taken():
    content = "字".encode() * 10
    assert check("a.txt", io.BytesIO(content), limit=30).size == 30
    with pytest.raises(Refused, match="上限"):
        check("a.txt", io.BytesIO(content), limit=29)


@pytest.mark.parametrize("kind", GOOD)
def test_the_stream_is_left_at_its_beginning(kind):
    stream = io.BytesIO(GOOD[kind])
    stream.seek(3)
    check(f"a.{kind}", stream, limit=LIMIT)
    assert stream.read() == GOOD[kind]


def test_a_large_upload_in_a_spooled_file_is_read_from_the_disk():
    marker = samples.pdf(b"<</S/Launch/F(cmd.exe)>>")
    for content, is_good in ((samples.pdf(), True), (marker, False)):
        with tempfile.SpooledTemporaryFile(max_size=1024) as stream:
            stream.write(content[:9] + b"%" + b"x" * 6_000_000 + b"\n" + content[9:])
            if is_good:
                assert check("扫描件.pdf", stream, limit=LIMIT).size > 6_000_000
            else:
                with pytest.raises(Refused, match="启动程序"):
                    check("扫描件.pdf", stream, limit=LIMIT)


def test_utf_8_and_gb18030_texts_are_taken_also_when_they_begin_like_a_picture_or_a_program():
    assert taken("a.txt", b"BMW, MZ and others").kind == "txt"
    assert taken("a.txt", "MZ世代妇女工作调研".encode()).kind == "txt"
    assert taken("a.txt", "㐀𠀀生僻字".encode("gb18030")).kind == "txt"


def test_a_character_split_between_two_reads_is_still_one_character():
    assert taken("a.txt", b"x" + "妇".encode() * 700_000).kind == "txt"


@pytest.mark.parametrize("content", [b"a\0b", "通知".encode("utf-16"), b"\xff\xff\xff", b"\x1b[2J"])
def test_what_is_not_plain_text_is_refused_with_how_to_save_it(content):
    assert "UTF-8" in refusal("说明.txt", content)


def test_a_rich_text_under_another_name_is_refused():
    assert "RTF" in refusal("通知.doc", rb"{\rtf1\ansi hello}")
    assert "RTF" in refusal("通知.txt", rb"{\rtf1\ansi hello}")


def test_two_letters_do_not_make_a_bitmap():
    assert "bmp" in refusal("图.bmp", b"BM and then some text that is no picture at all")


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(GOOD)), start=st.sampled_from(sorted(GOOD)), content=st.binary(max_size=3000))
def test_random_bytes_behind_any_magic_are_taken_or_refused_and_nothing_else(kind, start, content):
    for candidate in (content, GOOD[start][:8] + content):
        assert answer(f"a.{kind}", candidate) in (kind, "refused")


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), kind=st.sampled_from(sorted(GOOD)))
def test_a_sound_file_with_some_bytes_changed_is_taken_or_refused_and_nothing_else(data, kind):
    content = bytearray(GOOD[kind])
    spots = st.integers(min_value=0, max_value=len(content) - 1)
    for spot, value in data.draw(st.lists(st.tuples(spots, st.integers(0, 255)), min_size=1, max_size=12)):
        content[spot] = value
    cut = data.draw(st.one_of(st.none(), spots))
    assert answer(f"a.{kind}", bytes(content[:cut])) in (kind, "refused")


@settings(max_examples=300)
@given(name=st.text(max_size=200))
def test_any_name_at_all_is_taken_or_refused_and_nothing_else(name):
    assert answer(name + ".txt", b"x") in ("txt", "refused")
