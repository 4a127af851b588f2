"""The pages that a Word file says it has."""

import struct

import pytest

from routing.text.word_pages import pages_said
from tests.files import samples

PROPERTIES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">{}</Properties>'
)


def saved(said):
    """A .docx as it was saved by a program that wrote these properties."""
    return samples.with_members(samples.word(), {"docProps/app.xml": PROPERTIES.format(said)})


def old(pages):
    """A .doc with SummaryInformation (MS-OLEPS): PIDSI_PAGECOUNT is 14, VT_I4 is 3."""
    section = struct.pack("<IIIIII", 24, 1, 14, 16, 3, pages)
    head = struct.pack("<HHI", 0xFFFE, 0, 0) + bytes(16) + struct.pack("<I", 1) + bytes(16) + struct.pack("<I", 48)
    return samples.compound({"\x05SummaryInformation": head + section, **samples.OLD_WORD})


def test_word_and_wps_say_how_many_pages_they_made_of_it():
    assert pages_said(saved("<Pages>7</Pages><Application>WPS Office</Application>")) == 7
    assert pages_said(old(12)) == 12


@pytest.mark.parametrize(
    "data",
    [
        saved("<Application>LibreOffice</Application>"),
        *(saved(f"<Pages>{wrong}</Pages>") for wrong in ("", "0", "-3", "many", "999999", "1.5")),
        samples.with_members(samples.word(), {"docProps/app.xml": "<Properties"}),
        samples.with_members(
            samples.word(), {"docProps/app.xml": PROPERTIES.format(" " * 2_000_000 + "<Pages>7</Pages>")}
        ),
        samples.packed({"word/document.xml": ""}),
        samples.compound(samples.OLD_WORD),
        old(0),
        b"anything",
        b"",
    ],
)
def test_what_says_none_has_none(data):
    assert pages_said(data) == 0
