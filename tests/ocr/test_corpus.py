"""A few real 公文 as scans; all fifty at both resolutions are the bench's (`make bench-ocr`)."""

import pytest

from bench import scans
from routing.ocr.reading import read_paper
from tests.ocr import papers

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize(("place", "dpi"), [(0, 150), (2, 300)])
def test_a_real_document_is_read_from_its_scan(corpus, place, dpi):
    scan = scans.scanned(scans.measured()[place], dpi)
    found = papers.values(read_paper(scan.data, scan.media_type))
    expected = {name: scan.truth[name] for name in ("organ", "source_number", "title", "dated")}
    assert {name: found.get(name) for name in expected} == expected
