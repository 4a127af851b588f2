"""归档章 over the first page of a finished PDF, as on paper. A copy to print: what was filed stays as it is."""

from __future__ import annotations

from io import BytesIO


def stamped(pdf: bytes, stamp: bytes) -> bytes:
    """The PDF with the first page of `stamp` laid over its own first page, both from the top left."""
    from pypdfium2 import PdfDocument, PdfMatrix

    from routing.judge.reading import PDFIUM

    with PDFIUM, PdfDocument(pdf) as paper, PdfDocument(stamp) as over:
        page = paper[0]
        laid = over.page_as_xobject(0, paper).as_pageobject()
        width, height = page.get_size()
        over_width, over_height = over[0].get_size()
        laid.set_matrix(PdfMatrix().translate((width - over_width) / 2, height - over_height))
        page.insert_obj(laid)
        page.gen_content()
        kept = BytesIO()
        paper.save(kept)
    return kept.getvalue()
