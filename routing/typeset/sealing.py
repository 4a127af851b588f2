"""The organisation's electronic signature on a finished PDF: PAdES B-B (ETSI EN 319 142-1), with pyHanko.

The signature field lies over the place of the seal and shows nothing of its own: the page looks as it did, and stays
PDF/A. A picture of a seal is no signature, and a signature needs no picture (standards.md, 4).
"""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from routing.typeset.errors import SealingError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import SimpleSigner

FIELD: Final = "Seal"
PAGE_HEIGHT: Final = 841.89  # points, of A4


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key (PKCS#12), and the address of a time-stamp authority where one is used."""

    path: Path
    passphrase: str = field(default="", repr=False)
    timestamps: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is, and from when to when it holds (UTC)."""

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where the signature stands: the page from 1, and a square in points from the page's upper left corner."""

    page: int
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Sealed:
    """The signed PDF, and whose signature it bears."""

    pdf: bytes
    signer: str


def holder(certificate: Certificate) -> Holder:
    """Whose certificate it is. Raises SealingError where it cannot be read."""
    found = _signer(certificate).signing_cert
    if found is None:
        raise SealingError("签名证书文件里没有证书")
    name = found.subject.native.get("common_name") or found.subject.human_friendly
    return Holder(str(name), found.not_valid_before.astimezone(UTC), found.not_valid_after.astimezone(UTC))


def seal(pdf: bytes, certificate: Certificate, place: Place | None = None) -> Sealed:
    """Sign a PDF, over `place` or without any, and read the signature back. Raises SealingError."""
    from pyhanko.sign import fields, signers
    from pyhanko.sign.timestamps import HTTPTimeStamper
    from pyhanko.stamp import StaticStampStyle

    signer, owner = _signer(certificate), holder(certificate)
    if not owner.since <= datetime.now(UTC) <= owner.until:
        raise SealingError(f"签名证书不在有效期内（{owner.since:%Y-%m-%d} 至 {owner.until:%Y-%m-%d}），没有签名")
    writer = _writer(pdf)
    fields.append_signature_field(writer, _field(place))
    finished = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", name=owner.name, subfilter=fields.SigSeedSubFilter.PADES
        ),
        signer=signer,
        timestamper=HTTPTimeStamper(certificate.timestamps) if certificate.timestamps else None,
        stamp_style=StaticStampStyle(border_width=0),
    )
    try:
        signed = _apart(finished.sign_pdf, writer).getvalue()
    except Exception as error:  # whatever a key, a chain or a time-stamp authority may come up with
        raise SealingError(f"电子签名没有成功：{error}") from error
    if not verify(signed, certificate):
        raise SealingError("电子签名写入后核对不符，没有采用")
    return Sealed(signed, owner.name)


def verify(pdf: bytes, certificate: Certificate) -> bool:
    """Does the PDF bear the organisation's signature, over all of its bytes, and is everything as it was signed?"""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import KeyUsageConstraints, SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    own = _signer(certificate)
    trust = ValidationContext(trust_roots=[own.signing_cert], other_certs=list(own.cert_registry), allow_fetching=False)
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        status = _apart(validate_pdf_signature, found[-1], trust, None, None, None, usage) if found else None
    except (PdfError, ValueError):
        return False
    # `intact` and `valid` alone can be true on an altered file (typesetting.md): what counts is the whole judgement.
    return status is not None and status.bottom_line and status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def _apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it in a thread of its own: pyHanko starts an event loop, and the caller may be in one already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments).result()


def _signer(certificate: Certificate) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner

    if not certificate.path.is_file():
        raise SealingError(f"找不到签名证书文件 {certificate.path}")
    found = SimpleSigner.load_pkcs12(str(certificate.path), passphrase=certificate.passphrase.encode())
    if found is None:
        raise SealingError("签名证书不能打开：文件不是 PKCS#12 证书，或口令不对")
    return found


def _writer(pdf: bytes) -> "IncrementalPdfFileWriter":
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Unretouched(IncrementalPdfFileWriter):
        """What the file says of itself stays as it was written: pyHanko's own wording would end its being PDF/A."""

        def _update_meta(self) -> None:
            pass

    return Unretouched(io.BytesIO(pdf))


def _field(place: Place | None) -> "SigFieldSpec":
    from pyhanko.sign.fields import SigFieldSpec

    if place is None:
        return SigFieldSpec(FIELD)
    left, bottom = place.x, PAGE_HEIGHT - place.y - place.size
    box = (round(left), round(bottom), round(left + place.size), round(bottom + place.size))
    return SigFieldSpec(FIELD, on_page=place.page - 1, box=box)
