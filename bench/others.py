"""What else sets a document: LibreOffice (from our Word copy) and WeasyPrint (from plain HTML)."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from routing.typeset.paper import OfficialPaper

STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-right { content: "— " counter(page) " —"; font-size: 14pt } }
body { font: 16pt/28.95pt "FandolFang R", "Noto Serif CJK SC", serif; letter-spacing: -0.2pt }
h1 { font: bold 22pt/1.4 "Noto Serif CJK SC", serif; text-align: center } .mark { color: #d00; font-size: 42pt }
p { text-indent: 2em; margin: 0; text-align: justify }
"""


def there() -> dict[str, Callable[[OfficialPaper], Any]]:
    """The engines that this machine has; a line for each that it has not."""
    found = {}
    for name, has in (("libreoffice", shutil.which("soffice")), ("weasyprint", importlib.util.find_spec("weasyprint"))):
        if has:
            found[name] = ENGINES[name]
        else:
            print(f"{name} is not installed: not measured")
    return found


def timed(engine: Callable[[OfficialPaper], Any], papers: list[OfficialPaper]) -> float:
    """Milliseconds of CPU for one document more, those of the processes that it starts with them.

    LibreOffice converts many files in one process: the warm time is what further files cost beside the first one.
    """
    if engine is libreoffice:
        first = _converted(papers[:1])
        return max((_converted([*papers, *papers]) - first) / (2 * len(papers) - 1), 1.0)
    begun = cpu()
    for paper in papers:
        engine(paper)
    return (cpu() - begun) / len(papers)


def cpu() -> float:
    """Milliseconds of CPU that this process and those that it waited for have had: a busy machine does not add any."""
    return sum(os.times()[:4]) * 1000


def libreoffice(paper: OfficialPaper) -> None:
    _converted([paper])


def weasyprint(paper: OfficialPaper) -> bytes:
    from weasyprint import HTML

    lines = "".join(f"<p>{escape(paragraph.text)}</p>" for paragraph in paper.paragraphs)
    head = f'<h1 class="mark">{escape(paper.mark[0])}文件</h1><h1>{escape(paper.plain_title)}</h1>'
    page = f"<style>{STYLE}</style><body>{head}<p>{escape(paper.recipients)}：</p>{lines}</body>"
    pdf: bytes = HTML(string=page).write_pdf(font_config=_fonts(), pdf_variant="pdf/a-2u")
    return pdf


ENGINES: dict[str, Callable[[OfficialPaper], Any]] = {"libreoffice": libreoffice, "weasyprint": weasyprint}


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _converted(papers: list[OfficialPaper]) -> float:
    """Milliseconds of CPU of a LibreOffice that makes PDFs of the papers' Word copies."""
    from routing.typeset.word_copy import word_copy

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = []
        for number, paper in enumerate(papers):
            file = folder / f"{number}.docx"
            file.write_bytes(word_copy(paper, when=datetime(2026, 3, 8)))
            files.append(file)
        begun = cpu()
        # A profile that is kept: the first start with a fresh one takes some seconds more.
        profile = Path(tempfile.gettempdir()) / "hongtou-bench-libreoffice"
        asked = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*asked, "--outdir", made, *files], check=True, capture_output=True, timeout=600)
        return cpu() - begun
