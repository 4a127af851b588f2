"""Apache PDFBox Preflight: an independent judge of PDF/A-1b, from Debian's packages."""

import re
import subprocess
from pathlib import Path

import pytest

JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "jaxb-api", "javax.activation")
FOLDER = Path("/usr/share/java")
VALID = re.compile(r"The file (.+) is a valid PDF/A-1b file")


def valid(pdfs, folder):
    """The names of those PDFs (bytes by name, each ending in .pdf) that Preflight accepts, and all that it said.

    One Java for all of them. Skips the test where Preflight is not installed.
    """
    jars = [FOLDER / f"{name}.jar" for name in JARS]
    if not all(jar.exists() for jar in jars):
        pytest.skip("PDFBox Preflight is not installed")
    for name, pdf in pdfs.items():
        (folder / name).write_bytes(pdf)
    asked = ["java", "-cp", ":".join(map(str, jars)), "org.apache.pdfbox.preflight.Validator_A1b", "batch", str(folder)]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False).stdout
    return set(VALID.findall(said)), said
