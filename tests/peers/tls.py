"""An RTMPS platform with a certificate of its own making."""

import asyncio
import contextlib
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.peers.rtmp import Responder, status


@dataclass(frozen=True, slots=True)
class Certificate:
    """Its file, its key's file, its SHA-256 in hex."""

    file: Path
    key: Path
    fingerprint: str


def certificate(folder: Path) -> Certificate:
    """Make a self-signed certificate for localhost, which no client trusts by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), address]), False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return Certificate(file, secret, made.fingerprint(hashes.SHA256()).hex())


@dataclass
class TlsPlatform:
    """A running one; `received` counts bytes per stream key after its publish."""

    port: int
    fingerprint: str
    received: dict[str, int] = field(default_factory=dict)

    def url(self) -> str:
        return f"rtmps://127.0.0.1:{self.port}/app"


@contextlib.asynccontextmanager
async def tls_platform(folder: Path) -> AsyncIterator[TlsPlatform]:
    """Take any key over RTMPS and throw the media away."""
    made = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.file, made.key)
    me = TlsPlatform(0, made.fingerprint)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        responder = Responder()
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                if responder.publishing:
                    me.received[responder.key] = me.received.get(responder.key, 0) + len(data)
                    continue
                writer.write(responder.feed(data))
                if responder.key:
                    writer.write(status("NetStream.Publish.Start", "Publishing."))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    me.port = server.sockets[0].getsockname()[1]
    try:
        yield me
    finally:
        server.close()
