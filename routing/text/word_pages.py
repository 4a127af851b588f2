"""How many pages a Word file says it has: Word and WPS write it when they save, as they broke the lines then."""

import io
import zipfile
from typing import Final

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST: Final = 9_999
MOST_XML: Final = 1024 * 1024  # bytes of the properties, unpacked: they have a few hundred


def pages_said(data: bytes) -> int:
    """The pages that a .docx, .doc or .wps says it has; 0 where it says none, or is no such file."""
    try:
        pages = _of_old(data) if data.startswith(_OLE) else _of_new(data)
    except Exception:  # whatever a damaged file provokes in the parsers
        return 0
    return pages if 0 < pages <= MOST else 0


def _of_new(data: bytes) -> int:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.getinfo("docProps/app.xml")
        if part.file_size > MOST_XML:
            return 0
        root = etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
    return int(root.findtext("{*}Pages") or 0)


def _of_old(data: bytes) -> int:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        return int(compound.get_metadata().num_pages or 0)
