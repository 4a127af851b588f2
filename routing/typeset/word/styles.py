"""The styles of the Word copy. Headings are Word's own 标题 1-4, so that its navigation pane and contents work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from routing.typeset.word.measures import BODY, CHARACTER, CLOSER, PITCH, SMALL, TITLE, twips

FONTS = {
    "fangsong": ("仿宋_GB2312", "仿宋,FangSong,FangSong_GB2312,FandolFang R"),
    "kaiti": ("楷体_GB2312", "楷体,KaiTi,KaiTi_GB2312,LXGW WenKai"),
    "heiti": ("黑体", "SimHei,Noto Sans SC,Noto Sans CJK SC"),
    "biaosong": ("方正小标宋简体", "方正小标宋_GBK,FZXiaoBiaoSong-B05S,FZXiaoBiaoSong-B05,宋体,SimSun"),
    "songti": ("宋体", "SimSun,Noto Serif SC,Noto Serif CJK SC"),
}
"""The face's name in Word, and the names to try where it is not installed."""
RED = "FF0000"
_LATIN = {"fangsong": "Times New Roman", "kaiti": "Times New Roman"}


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style; lengths in points. `base` is the style it is based on."""

    key: str
    name: str
    face: str = ""
    size: float = 0
    base: str = "Normal"
    align: str = ""
    first: float = 0
    keep: bool = False
    outline: int = 0
    red: bool = False
    line: float = 0
    closer: float | None = None


INDENT = 2 * CHARACTER
STYLES = (
    Style("CopyNumber", "份号", align="left"),
    Style("Marking", "密级和紧急程度", "heiti", align="left"),
    Style("Mark", "发文机关标志", "biaosong", align="center", red=True, closer=0),
    Style("Number", "发文字号", align="center"),
    Style("Spacer", "空行"),
    Style("OfficialTitle", "公文标题", "biaosong", TITLE, align="center", keep=True, closer=0),
    Style("Caption", "题注", "kaiti", align="center"),
    Style("Recipients", "主送机关", align="left"),
    Style("BodyText", "Body Text", first=INDENT),
    Style("Heading1", "heading 1", "heiti", base="BodyText", outline=1, keep=True),
    Style("Heading2", "heading 2", "kaiti", base="BodyText", outline=2, keep=True),
    Style("Heading3", "heading 3", base="BodyText", outline=3, keep=True),
    Style("Heading4", "heading 4", base="BodyText", outline=4, keep=True),
    Style("Chapter", "章节标题", "heiti", align="center", keep=True),
    Style("AttachmentNote", "附件说明", align="left"),
    Style("Signature", "署名", align="left", keep=True),
    Style("IssueDate", "成文日期", align="left"),
    Style("Note", "附注", first=INDENT),
    Style("Attendance", "出席人员", align="left"),
    Style("AttachmentHeading", "附件序号", "heiti", align="left", keep=True),
    Style("AttachmentTitle", "附件标题", "biaosong", TITLE, align="center", keep=True, closer=0),
    Style("TableText", "表格文字", size=12, align="left", line=18),
    Style("Imprint", "版记", size=SMALL, align="left", closer=0),
    Style("PageNumber", "页码", "songti", SMALL, line=SMALL + 2, closer=0),
    Style("Header", "页眉", "heiti", SMALL, align="right", line=SMALL + 6),
    Style("LetterRule", "信函红线", align="center", line=2),
)
CHARACTERS = (("Heading1Char", "标题 1 字符", "heiti", "Heading1"),
              ("Heading2Char", "标题 2 字符", "kaiti", "Heading2"),
              ("Heading3Char", "标题 3 字符", "", "Heading3"), ("Heading4Char", "标题 4 字符", "", "Heading4"),
              ("Label", "黑体字", "heiti", ""), ("Name", "楷体字", "kaiti", ""))  # fmt: skip
"""Character styles: key, name, face, and the paragraph style each is linked with."""


def put_styles(document: Any) -> None:
    """Replace the styles and the font table of a new document."""
    from docx.oxml import parse_xml

    root = document.styles.element
    for child in list(root):
        root.remove(child)
    for xml in (_defaults(), _normal(), *map(_paragraph, STYLES), *(_character(*one) for one in CHARACTERS)):
        root.append(parse_xml(xml.replace(">", f" {_NS}>", 1)))


def fonts_xml() -> bytes:
    """The font table: what Word is to take where a face is missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, others in FONTS.values()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {_NS}>{fonts}</w:fonts>'.encode()


_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _fonts(face: str) -> str:
    if not face:
        return ""
    name = FONTS[face][0]
    latin = _LATIN.get(face, name)
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{name}" w:cs="Times New Roman"/>'


def _size(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""


def _closer(points: float | None) -> str:
    return "" if points is None else f'<w:spacing w:val="{twips(points)}"/>'


def _defaults() -> str:
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    run = f"{_fonts('fangsong')}{_closer(CLOSER)}{_size(BODY)}{language}"
    return f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"


def _normal() -> str:
    """正文: exact pitch, no grid, nothing that Word would move for the sake of widows or neighbouring scripts.

    LibreOffice 7 takes w:overflowPunct for its opposite and lets a mark hang at a line's end, and it knows no
    w:autoSpaceDE; Word and WPS do as they are told here.
    """
    off = "".join(f'<w:{name} w:val="0"/>' for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN"))
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        f'<w:widowControl w:val="0"/><w:kinsoku w:val="1"/>{off}<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(PITCH)}" w:lineRule="exact"/><w:jc w:val="both"/>'
        "</w:pPr></w:style>"
    )


def _paragraph(style: Style) -> str:
    linked = f'<w:link w:val="{style.key}Char"/>' if style.outline else ""
    follows = "BodyText" if style.outline else style.key
    # The order of the properties is that of the schema; Word refuses a file that breaks it.
    paragraph = (
        ("<w:keepNext/>" if style.keep else "")
        + (f'<w:spacing w:line="{twips(style.line)}" w:lineRule="exact"/>' if style.line else "")
        + (f'<w:ind w:firstLine="{twips(style.first)}"/>' if style.first else "")
        + (f'<w:jc w:val="{style.align}"/>' if style.align else "")
        + (f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else "")
    )
    run = _fonts(style.face) + (f'<w:color w:val="{RED}"/>' if style.red else "")
    run += _closer(style.closer) + _size(style.size)
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.key}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.base}"/><w:next w:val="{follows}"/>{linked}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _character(key: str, name: str, face: str, linked: str) -> str:
    link = f'<w:link w:val="{linked}"/>' if linked else ""
    return (
        f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/>{link}<w:qFormat/>'
        f"<w:rPr>{_fonts(face)}</w:rPr></w:style>"
    )
