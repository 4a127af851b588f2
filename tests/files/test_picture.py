"""印章图样: PNG, or SVG that draws and does nothing else."""

import io
import struct

import pytest

from routing.files.errors import Refused
from routing.files.picture import check_picture
from routing.seals import specimen
from tests.files import samples

LIMIT = 200_000


def svg(inside, before="", attributes=""):
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{attributes}>{inside}</svg>'.encode()


def png(width, height):
    octets = samples.png()
    return octets[:16] + struct.pack(">II", width, height) + octets[24:]


def checked(name, octets):
    return check_picture(name, io.BytesIO(octets), limit=LIMIT)


def test_a_png_and_a_drawing_are_taken():
    assert checked("印章.PNG", samples.png()).media_type == "image/png"
    assert checked("印章.svg", specimen("泰州市妇女联合会")).media_type == "image/svg+xml"
    assert checked("印章.svg", svg('<!-- 印 --><path d="M0 0h9"/><use href="#a"/>')).kind == "svg"


@pytest.mark.parametrize(
    ("name", "octets", "said"),
    [
        ("印章.svg", svg("<script>alert(1)</script>"), "图形以外"),
        ("印章.svg", svg("", attributes=' onload="alert(1)"'), "图形以外"),
        ("印章.svg", svg('<image href="http://example.com/a.png"/>'), "图形以外"),
        ("印章.svg", svg('<use href="http://example.com/a.svg#b"/>'), "图形以外"),
        ("印章.svg", svg('<rect fill="url(http://example.com/#a)"/>'), "图形以外"),
        ("印章.svg", svg("<style>@import url(http://example.com)</style>"), "图形以外"),
        ("印章.svg", svg("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"), "图形以外"),
        ("印章.svg", svg("&a;", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "损坏|图形以外"),
        ("印章.svg", b"<html/>", "图形以外|不是"),
        ("印章.svg", samples.png(), "损坏"),
        ("印章.svg", b"", "空文件"),
        ("印章.svg", svg("<g/>" * 60_000), "超过 195 KB 的上限，不能上传。请用绘图软件简化图形"),
        ("印章.png", samples.png() + bytes(LIMIT), "超过 195 KB 的上限，不能上传。请缩小图片的边长"),
        ("印章.png", svg(""), "不是 png"),
        ("印章.png", png(9_000, 10), "边长为 9000 点"),
        ("印章.jpg", b"", "不是 PNG 或 SVG"),
    ],
)
def test_anything_else_is_refused_with_the_reason(name, octets, said):
    with pytest.raises(Refused, match=said):
        checked(name, octets)


def test_the_stream_is_left_at_its_beginning():
    stream = io.BytesIO(specimen("妇联"))
    check_picture("a.svg", stream, limit=LIMIT)
    assert stream.tell() == 0
