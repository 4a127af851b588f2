"""归档章 over a finished page: on its first page, in the middle of its top, and nowhere else."""

from datetime import datetime

import pypdfium2

from routing.typeset.forms import FORMS, set_form
from routing.typeset.forms.archive import StampSheet
from routing.typeset.paper import ArchiveStamp
from routing.typeset.stamping import stamped

WHEN = datetime(2026, 3, 8, 9, 5)


def test_the_stamp_is_on_the_first_page_and_the_words_of_the_paper_stay():
    paper = set_form(FORMS["archive-catalogue"].sample("泰州市妇女联合会"), when=WHEN).pdf
    stamp = ArchiveStamp(fonds="Z109", year="2025", item="0077", unit="权益部", retention="永久", pages="6")
    over = set_form(StampSheet(organisation="泰州市妇女联合会", stamp=stamp), when=WHEN).pdf
    done = pypdfium2.PdfDocument(stamped(paper, over))
    before = pypdfium2.PdfDocument(paper)
    assert len(done) == len(before)
    texts = [page.get_textpage().get_text_range() for page in done]
    assert "0077" in texts[0]
    assert "全宗名称：泰州市妇女联合会" in texts[0]
    assert not any("0077" in text for text in texts[1:])
    found = done[0].get_textpage()
    place = found.search("0077").get_next()
    left, bottom, right, top = found.get_charbox(place[0])
    width, height = done[0].get_size()
    assert width * 0.4 < left < right < width * 0.65, "in the middle"
    assert height - top < 72 * 16 / 25.4 + 40, "in the white at the top"
    assert bottom < height
