"""Scans as an office's copier makes them: the corpus' 公文, set by the product, sealed, turned, greyed and blurred.

Nothing is left to chance: the same record, resolution and serial give the same bytes.
"""

import io
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pypdfium2
from PIL import Image

from routing import seals
from routing.typeset.official import set_paper
from routing.typeset.paper import OfficialPaper, Seal, SealMode, written

CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "documents.jsonl"
WHEN: Final = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)
MEASURED: Final = 50  # the 公文 that are measured: the shortest; the longer ones were used in development
_SUBJECTS: Final = ("妇女权益保障", "家庭教育", "儿童关爱", "婚姻家庭辅导", "妇女创业就业", "巾帼志愿服务")
_KINDS: Final = ("通知", "意见", "函")
_ORGANS: Final = (
    ("江苏省妇女联合会", "苏妇"),
    ("泰州市人民政府办公室", "泰政办发"),
    ("中共泰州市委组织部", "泰组通"),
    ("泰州市民政局", "泰民发"),
    ("海陵区妇女联合会", "泰海妇字"),
    ("泰州市人力资源和社会保障局", "泰人社发"),
)


@dataclass(frozen=True)
class Scan:
    """A scanned file and what it says."""

    data: bytes
    media_type: str
    truth: dict[str, str]
    pages: int


def records() -> list[dict[str, str]]:
    """All documents of the corpus."""
    return [json.loads(line) for line in CORPUS.read_text().splitlines()]


def measured() -> list[dict[str, str]]:
    """The 50 公文 that are measured."""
    return _papers()[:MEASURED]


def developed_on() -> list[dict[str, str]]:
    """What the reading was developed on: the other 公文, and laws sent round with a notice of other organs."""
    laws = sorted((one for one in records() if one["category"] != "公文"), key=lambda one: one["id"])
    return [*_papers()[MEASURED:], *(_notice(law, serial) for serial, law in enumerate(laws[:24]))]


def _papers() -> list[dict[str, str]]:
    papers = [one for one in records() if one["category"] == "公文"]
    return sorted(papers, key=lambda one: (len(one["body"]), one["id"]))


def _notice(law: dict[str, str], serial: int) -> dict[str, str]:
    """A notice of another organ's that hands on a law: the head of a 公文 where the corpus has none."""
    organ, stem = _ORGANS[serial % len(_ORGANS)]
    subject, day = _SUBJECTS[serial % 5], date(2019 + serial % 7, 1 + serial * 5 % 12, 1 + serial * 7 % 28)
    lines = law["body"].splitlines()[1 : 4 + serial % 6]
    return {
        "id": law["id"],
        "issuer": organ,
        "number": f"{stem}〔{day.year}〕{serial * 13 % 190 + 1}号",
        "title": f"{organ}关于做好{subject}工作贯彻落实《{law['title'][:24]}》有关事项的{_KINDS[serial % 3]}",
        "date": day.isoformat(),
        "recipients": ("各市（区）妇联，市各有关单位", "泰州市妇女联合会", "各县（市、区）人民政府，市各委、办、局")[
            serial % 3
        ],
        "body": "\n".join([*lines, organ, written(day)]),
    }


def scanned(
    record: dict[str, str], dpi: int, *, letter: bool = False, pages: Sequence[int] | None = None, **elements: Any
) -> Scan:
    """A record as a PDF of scanned pages, or as a JPEG where it is one page.

    `letter` sets it in letter format; `elements` are further elements of the page (secrecy, urgency, copied_to).
    """
    from routing.typeset.paper import Layout

    paper = OfficialPaper.from_corpus(record)
    if letter:
        elements |= {"layout": Layout.LETTER}
    paper = replace(paper, **elements)
    rng = random.Random(f"{record['id']} {dpi}")
    plain, sealed = _set(paper)
    sheets = [_scanned_page(*both, dpi, rng) for both in zip(plain, sealed, strict=True)]
    data, media_type = _filed(sheets, dpi, rng)
    return Scan(data, media_type, _truth(record, paper), len(sheets))


def _truth(record: dict[str, str], paper: OfficialPaper) -> dict[str, str]:
    return {
        "organ": record["issuer"],
        "source_number": record["number"],
        "title": record["title"],
        "recipients": paper.recipients.rstrip("：:"),
        "dated": record["date"],
        "secrecy": paper.secrecy,
        "urgency": paper.urgency,
    }


def _set(paper: OfficialPaper) -> tuple[list[Any], list[Any]]:
    """The pages without a seal, and with it, as the typesetter places it (7.3.5): drawn when they are needed."""
    names = {name: f"seal{number}.svg" for number, name in enumerate(paper.signatures)}
    files = {file: seals.specimen(name) for name, file in names.items()}
    sealed = replace(paper, seals=tuple(Seal(names[name]) for name in paper.signatures), seal_mode=SealMode.PICTURE)
    without = replace(paper, seal_mode=SealMode.PLACE)
    first, second = set_paper(without, when=WHEN), set_paper(sealed, when=WHEN, files=files)
    if first.pages != second.pages:
        first = second
    return list(pypdfium2.PdfDocument(first.pdf)), list(pypdfium2.PdfDocument(second.pdf))


def _drawn(page: Any, dpi: int) -> np.ndarray[Any, Any]:
    dots = page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()
    return np.ascontiguousarray(dots[:, :, :3])


def _scanned_page(plain: Any, sealed: Any, dpi: int, rng: random.Random) -> np.ndarray[Any, Any]:
    """One page through the copier."""
    sheet, stamped = _drawn(plain, dpi), _drawn(sealed, dpi)
    noise = np.random.default_rng(rng.getrandbits(64))
    ink, fine = rng.uniform(15, 70), dpi / 150
    page = sheet.astype(np.float32)
    page = ink + page * (255 - ink) / 255  # toner is dark grey
    seal = (stamped[:, :, 1] < 128) & (stamped[:, :, 0] > 150) & (sheet[:, :, 1] > 128)
    red = (sheet[:, :, 0] > 150) & (sheet[:, :, 1] < 128)
    page[red] = (205 + ink / 5, 25 + ink / 2, 30 + ink / 2)
    if seal.sum() > 200:
        page *= _stamp(seal, dpi, rng, noise)
    page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.35, 0.75) * fine)
    page = _turned(page, rng.uniform(-1, 1))
    page *= _paper(page.shape, rng)
    page += noise.normal(0, rng.uniform(2.5, 6.0), page.shape[:2])[:, :, None]
    return np.clip(page, 0, 255).astype(np.uint8)


def _stamp(seal: np.ndarray[Any, Any], dpi: int, rng: random.Random, noise: Any) -> np.ndarray[Any, Any]:
    """What a seal lets through of the light, dot by dot: not quite in its place, a little turned, unevenly inked."""
    rows, columns = seal.shape
    places = np.argwhere(seal)
    (down, across), millimetre = places.mean(axis=0), dpi / 25.4
    move = cv2.getRotationMatrix2D((float(across), float(down)), rng.uniform(-9, 9), 1.0)
    move[:, 2] += [rng.uniform(-3, 3) * millimetre, rng.uniform(-3, 3) * millimetre]
    mask = cv2.warpAffine(seal.astype(np.float32), move, (columns, rows))
    patches = cv2.resize(noise.random((rows // 24 + 1, columns // 24 + 1)).astype(np.float32), (columns, rows))
    strength = mask * np.clip(rng.uniform(0.72, 1.0) - 0.35 * patches**2, 0, 1)
    colour = np.array([rng.uniform(0.78, 0.92), rng.uniform(0.10, 0.24), rng.uniform(0.14, 0.28)], dtype=np.float32)
    return 1 - strength[:, :, None] * (1 - colour)


def _turned(page: np.ndarray[Any, Any], degrees: float) -> np.ndarray[Any, Any]:
    rows, columns = page.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1.0)
    return cv2.warpAffine(page, turn, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def _paper(shape: tuple[int, ...], rng: random.Random) -> np.ndarray[Any, Any]:
    """Grey paper, darker towards one side."""
    rows, columns = shape[:2]
    base, fall = rng.uniform(0.84, 0.97), rng.uniform(0, 0.07)
    across = np.linspace(0, fall, columns, dtype=np.float32)[None, :, None]
    tint = np.array([1.0, rng.uniform(0.985, 1.0), rng.uniform(0.955, 1.0)], dtype=np.float32)
    return (base - across) * tint * np.ones((rows, 1, 1), dtype=np.float32)


def _filed(sheets: Iterable[np.ndarray[Any, Any]], dpi: int, rng: random.Random) -> tuple[bytes, str]:
    images = [Image.fromarray(sheet) for sheet in sheets]
    out, quality = io.BytesIO(), rng.randint(72, 88)
    if len(images) == 1:
        images[0].save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
        return out.getvalue(), "image/jpeg"
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=quality)
    return out.getvalue(), "application/pdf"


def photographed(scan: Scan, turned: int, seed: int = 1) -> Scan:
    """A one-page scan as a phone takes it: on a dark table, from aside, held upside down or on its side."""
    rng = random.Random(seed)
    page = np.asarray(Image.open(io.BytesIO(scan.data)).convert("RGB"))
    rows, columns = page.shape[:2]
    margin = 0.12
    across, down = int(columns * (1 + 2 * margin)), int(rows * (1 + 2 * margin))
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], dtype=np.float32)
    seen = np.array(
        [
            [
                corner[0] + columns * (margin + rng.uniform(-0.025, 0.025)),
                corner[1] + rows * (margin + rng.uniform(-0.025, 0.025)),
            ]
            for corner in corners
        ],
        dtype=np.float32,
    )
    photo = cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(corners, seen), (across, down), borderValue=(92, 74, 60)
    )
    photo = np.ascontiguousarray(np.rot90(photo, -turned // 90))
    out = io.BytesIO()
    Image.fromarray(photo).save(out, "JPEG", quality=85)
    return Scan(out.getvalue(), "image/jpeg", scan.truth, 1)
