"""The empty Word document: page, settings, properties; and the finished one packed into bytes that never vary."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from routing.typeset.word.lines import legible
from routing.typeset.word.measures import BOTTOM, LEFT, MM, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, TOP
from routing.typeset.word.styles import fonts_xml, put_styles

HEADER, FOOTER = 15 * MM, 20 * MM
"""From the page's edges; the page number and the lower red rule of 信函格式 are placed from there."""
_KEPT = ("/styles", "/settings", "/fontTable")
_SETTINGS = (
    '<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/>'
    '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_LONGEST_PROPERTY = 255
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # a zip knows no earlier time


def new_document(title: str, author: str, when: datetime) -> Any:
    """An empty document with the page of GB/T 9704 and the styles; `when` is its time of making (UTC)."""
    import docx
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document = docx.Document()
    relations = document.part.rels
    for key in [key for key, one in relations.items() if not one.reltype.endswith(_KEPT)]:
        del relations[key]
    package = document.part.package.rels
    for key in [key for key, one in package.items() if one.reltype.endswith("/thumbnail")]:
        del package[key]
    put_styles(document)
    fonts = next(one.target_part for one in relations.values() if one.reltype.endswith("/fontTable"))
    fonts._blob = fonts_xml()  # python-docx has no door to this part
    settings = document.settings.element
    settings[:] = list(parse_xml(_SETTINGS))
    section = document.sections[0]
    section.page_width, section.page_height = Pt(PAGE_WIDTH), Pt(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Pt(TOP), Pt(BOTTOM)
    section.left_margin, section.right_margin = Pt(LEFT), Pt(RIGHT)
    section.header_distance, section.footer_distance = Pt(HEADER), Pt(FOOTER)
    for grid in section._sectPr.findall(".//{*}docGrid"):
        section._sectPr.remove(grid)
    properties = document.core_properties
    properties.title = legible(title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = legible(author)[:_LONGEST_PROPERTY]
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = _utc(when)
    return document


def packed(document: Any, when: datetime) -> bytes:
    """The document as .docx, the same bytes for the same content and time."""
    written, result = io.BytesIO(), io.BytesIO()
    document.save(written)
    stamp = max(_utc(when), _EARLIEST).timetuple()[:6]
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, stamp)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            new.writestr(fixed, old.read(entry))
    return result.getvalue()


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
