"""Pictures that are set into pages (印章图样): PNG, or SVG that draws and does nothing else."""

import re
import struct
from typing import IO, Any, Final

from routing.files.checks import Accepted, check
from routing.files.errors import Refused
from routing.files.names import clean_name, extension
from routing.files.upload import Upload, measure

MEDIA_TYPE: Final = {"png": "image/png", "svg": "image/svg+xml"}
SIDE: Final = 4_000  # dots of a PNG's longer side: at 600 dpi a seal of 170 mm
_SVG: Final = "http://www.w3.org/2000/svg"
_DRAWS: Final = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "text", "tspan", "textPath"),
        *("path", "circle", "ellipse", "rect", "line", "polygon", "polyline"),
        *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"),
    )
)
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)


def check_picture(name: str, stream: IO[bytes], *, limit: int) -> Accepted:
    """Look at a picture of at most `limit` bytes; Refused, in Chinese, if it is not taken. Leaves the stream at 0."""
    name = clean_name(name)
    kind = extension(name)
    if kind not in MEDIA_TYPE:
        raise Refused(f"“{name}”不是 PNG 或 SVG 图片，不能上传。请另存为 PNG 或 SVG 后再上传。")
    upload = Upload(name, kind, stream, measure(stream))
    try:
        _examine_weight(upload, limit)
        if kind == "png":
            check(name, stream, limit=limit)
            _examine_size(upload)
        else:
            _examine_svg(upload)
    finally:
        stream.seek(0)
    return Accepted(name, kind, MEDIA_TYPE[kind], upload.size)


def _examine_weight(upload: Upload, limit: int) -> None:
    if not upload.size:
        raise upload.refusal("是空文件", "确认图片已保存，再重新上传")
    if upload.size > limit:
        remedy = "缩小图片的边长，或减少颜色，再" if upload.kind == "png" else "用绘图软件简化图形，或另存为 PNG，再"
        told, most = upload.size / 1024, limit // 1024
        raise upload.refusal(f"大小为 {told:.0f} KB，超过 {most} KB 的上限", f"{remedy}上传")


def _examine_size(upload: Upload) -> None:
    """A PNG tells its sides in its first chunk (ISO/IEC 15948, 11.2.2)."""
    with upload.parsed():
        sides = struct.unpack(">II", upload.head()[16:24])
    if not 0 < max(sides) <= SIDE:
        raise upload.refusal(f"的边长为 {max(sides)} 点，超过 {SIDE} 点", "缩小图片后再上传")


def _examine_svg(upload: Upload) -> None:
    from lxml import etree  # 4 MB: a web worker has it only once somebody hands in an SVG

    with upload.parsed(), upload.contents() as content:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(bytes(content), parser)
        declares = b"<!" in re.sub(rb"<!--.*?-->", b"", bytes(content), flags=re.DOTALL)  # DOCTYPE, ENTITY, CDATA
    if declares or not all(map(_only_draws, root.iter())):
        raise upload.refusal(
            "含有图形以外的内容（脚本、外部链接、样式表或嵌入的图片）", "用绘图软件另存为“纯 SVG”后再上传"
        )
    if root.tag != f"{{{_SVG}}}svg":
        raise upload.mismatch()


def _only_draws(element: Any) -> bool:
    """Is it an element that draws, and does nothing in it lead anywhere else?"""
    from lxml import etree

    if isinstance(element, etree._Comment):
        return True
    if not isinstance(element.tag, str):
        return False
    name = etree.QName(element)
    if name.namespace != _SVG or name.localname not in _DRAWS:
        return False
    return all(_stays(etree.QName(key).localname, str(value)) for key, value in element.attrib.items())


def _stays(key: str, value: str) -> bool:
    if key.lower().startswith("on") or _ELSEWHERE.search(value):
        return False
    return key != "href" or value.startswith("#")
