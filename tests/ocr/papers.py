"""Scans for the tests: short documents of other organs, through the bench's copier."""

import io
from datetime import datetime

from PIL import Image

from bench import scans
from routing.typeset.official import set_paper
from routing.typeset.paper import OfficialPaper

NOTICE = {
    "id": "notice",
    "issuer": "江苏省妇女联合会",
    "number": "苏妇〔2026〕12号",
    "title": "江苏省妇女联合会关于开展家庭教育宣传周活动的通知",
    "date": "2026-03-08",
    "recipients": "各设区市妇联，省直属机关妇工委",
    "body": "为深入宣传家庭教育促进法，定于五月举办家庭教育宣传周活动。现将有关事项通知如下。\n"
    "一、各地要精心组织，广泛发动家庭参加，注重实际效果。\n"
    "二、活动情况请于六月十日前报送省妇联家庭和儿童工作部。\n"
    "江苏省妇女联合会\n2026年3月8日",
}
EXPECTED = {
    "organ": "江苏省妇女联合会",
    "source_number": "苏妇〔2026〕12号",
    "title": "江苏省妇女联合会关于开展家庭教育宣传周活动的通知",
    "recipients": "各设区市妇联，省直属机关妇工委",
    "dated": "2026-03-08",
    "kind": "通知",
    "pages": "1",
}
TYPED = {
    **NOTICE,
    "body": NOTICE["body"].replace("一、各地", "".join(f"{n}．各地做好第{n}项工作。\n" for n in range(1, 60))),
}


def scan(dpi=150, **elements):
    return scans.scanned(NOTICE, dpi, **elements)


def pdf(record=NOTICE):
    """The same as a PDF with its text."""
    return set_paper(OfficialPaper.from_corpus(record), when=datetime(2026, 3, 8)).pdf


def blank(colour="white", size=(800, 1100), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def of_pages(first, count):
    """A PDF of scanned pages: the first one, then empty ones."""
    page = Image.open(io.BytesIO(first)).convert("RGB")
    empty = Image.new("RGB", page.size, (236, 236, 232))
    out = io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[empty] * (count - 1), resolution=150)
    return out.getvalue()


def values(read):
    return {name: one.value for name, one in read.fields.items()}
