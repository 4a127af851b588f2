"""The electronic signature: it holds, nothing of the page changes, and whoever changes a byte is found."""

import re
import shutil
import subprocess
from datetime import datetime

import pytest

from routing.typeset import sealing
from routing.typeset.errors import SealingError
from routing.typeset.official import set_paper
from routing.typeset.paper import OfficialPaper
from routing.typeset.pictures import pictures
from routing.typeset.sealing import Certificate, Place
from tests import certificates
from tests.typeset import preflight

WHEN = datetime(2026, 3, 8, 1, 0)
BODY = "现将有关事项通知如下：\n一、活动时间\n3月2日至8日。\n泰州市妇女联合会\n2026年3月2日"


def paper(standard="a-2u"):
    drafted = OfficialPaper.drafted(
        BODY, mark=("泰州市妇女联合会",), title="关于开展维权周活动的通知", number="泰妇字〔2026〕1号"
    )
    return set_paper(drafted, when=WHEN, standard=standard)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return Certificate(certificates.written(tmp_path_factory.mktemp("certificate")), certificates.PASSPHRASE)


@pytest.fixture(scope="module")
def unsigned():
    return paper()


@pytest.fixture(scope="module")
def signed(certificate, unsigned):
    return sealing.seal(unsigned.pdf, certificate, Place(**unsigned.facts["seals"][0])).pdf


def test_the_signature_is_the_organisations_and_holds(certificate, unsigned, signed):
    assert sealing.holder(certificate).name == certificates.NAME
    assert sealing.verify(signed, certificate)
    assert not sealing.verify(unsigned.pdf, certificate)


def test_the_page_looks_as_it_did_and_its_own_bytes_are_untouched(unsigned, signed):
    assert signed.startswith(unsigned.pdf)
    assert pictures(signed) == pictures(unsigned.pdf)


def test_it_stands_over_the_place_of_the_seal(unsigned, signed):
    place = unsigned.facts["seals"][0]
    left, bottom, right, top = map(float, re.search(rb"/Rect \[ ([\d. ]+) \]", signed)[1].split())
    assert abs(left - place["x"]) < 1
    assert abs(sealing.PAGE_HEIGHT - top - place["y"]) < 1
    assert right - left == top - bottom == round(place["size"])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_changed_byte_anywhere_in_the_page_is_found(certificate, unsigned, signed, share):
    changed = bytearray(signed)
    changed[int(len(unsigned.pdf) * share)] ^= 1
    assert not sealing.verify(bytes(changed), certificate)


def test_what_is_added_behind_the_signature_is_found(certificate, signed):
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert not sealing.verify(out.getvalue(), certificate)


def test_somebody_elses_signature_is_not_ours(tmp_path, certificate, unsigned):
    other = Certificate(certificates.written(tmp_path), certificates.PASSPHRASE)
    assert not sealing.verify(sealing.seal(unsigned.pdf, other).pdf, certificate)


def test_it_is_still_an_archive_file(unsigned, signed):
    metadata = re.findall(rb"<\?xpacket begin.*?<\?xpacket end", signed, re.DOTALL)
    assert metadata == re.findall(rb"<\?xpacket begin.*?<\?xpacket end", unsigned.pdf, re.DOTALL)
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata[0]
    assert b"/BaseFont" not in signed[len(unsigned.pdf) :], "a font that is not in the file ends its being PDF/A"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: Certificate(path, "wrong"), "口令不对"),
        (lambda path: Certificate(path.with_name("none.p12"), ""), "找不到签名证书"),
        (lambda path: Certificate(path.with_name("seal.pem"), ""), "不是 PKCS#12"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_named(certificate, unsigned, made, said):
    with pytest.raises(SealingError, match=said):
        sealing.seal(unsigned.pdf, made(certificate.path))


def test_a_certificate_that_is_over_signs_nothing(tmp_path, unsigned):
    over = Certificate(certificates.written(tmp_path, days=-1), certificates.PASSPHRASE)
    with pytest.raises(SealingError, match="有效期"):
        sealing.seal(unsigned.pdf, over)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig here (Debian: poppler-utils)")
def test_an_independent_verifier_finds_it_sound(tmp_path, signed):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert certificates.NAME in told


def test_preflight_accepts_the_signed_page(tmp_path, certificate):
    older = paper("a-1b").pdf
    signed = sealing.seal(older, certificate, Place(1, 300, 500, 119)).pdf
    accepted, said = preflight.valid({"before.pdf": older, "signed.pdf": signed}, tmp_path)
    assert accepted == {"before.pdf", "signed.pdf"}, said
