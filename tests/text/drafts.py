"""Word documents for the tests, built with python-docx and, where it has no words for it, with raw XML."""

import io
import zipfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

NAMESPACES = (
    nsdecls("w", "r", "wp", "a", "pic", "c", "m")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def element(xml: str):
    """Parse one element, its prefixes declared."""
    name = xml[1:].split(maxsplit=1)[0].split(">", maxsplit=1)[0].rstrip("/")
    return parse_xml(f"<{name} {NAMESPACES}" + xml[1 + len(name) :])


def paragraph(inner: str):
    return element(f"<w:p>{inner}</w:p>")


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_paragraphs(*inner: str) -> bytes:
    """A document whose paragraphs hold the given XML."""
    document = docx.Document()
    for xml in inner:
        document.element.body.insert(len(document.element.body) - 1, paragraph(xml))
    return saved(document)


def numbered(*items: tuple[int, str], levels: tuple[tuple[str, str], ...]) -> bytes:
    """A document with one automatic list; an item is its level and text, a level its format and pattern."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    shapes = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (shape, text) in enumerate(levels)
    )
    numbering.insert(0, element(f'<w:abstractNum w:abstractNumId="90">{shapes}</w:abstractNum>'))
    numbering.append(element('<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in items:
        properties = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr></w:pPr>'
        document.element.body.insert(len(document.element.body) - 1, paragraph(properties + run(text)))
    return saved(document)


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The same package with some parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)
