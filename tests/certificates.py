"""A certificate of nobody, made for the tests alone."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

NAME, PASSPHRASE = "泰州市妇女联合会（测试）", "secret"


def written(folder, days=30):
    """A PKCS#12 file with a key and a certificate signed by itself, good for that many days; where it lies."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=60), now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, key_cert_sign=True, crl_sign=False, **usage),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "seal.p12"
    kept = serialize_key_and_certificates(b"seal", key, certificate, None, BestAvailableEncryption(PASSPHRASE.encode()))
    path.write_bytes(kept)
    (folder / "seal.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return path
