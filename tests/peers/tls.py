"""An RTMPS platform with a certificate of its own making."""

import contextlib
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.peers.observer import Observer, observer


@dataclass(frozen=True, slots=True)
class Certificate:
    """Its file, its key's file, its SHA-256 in hex."""

    file: Path
    key: Path
    fingerprint: str


def certificate(folder: Path, *, days: int = 2) -> Certificate:
    """Make a self-signed certificate for localhost, which no client trusts by itself. It is valid
    for `days` from now."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), address]), False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return Certificate(file, secret, made.fingerprint(hashes.SHA256()).hex())


@contextlib.asynccontextmanager
async def tls_platform(folder: Path) -> AsyncIterator[tuple[Observer, Certificate]]:
    """An observer that speaks RTMPS."""
    made = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.file, made.key)
    async with observer(context) as server:
        yield server, made
