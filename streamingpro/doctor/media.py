"""Checks of what the media services need: the SRT library, the certificate, folders of media."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from streamingpro.config import ENV_PREFIX, Settings
from streamingpro.doctor.report import Finding, fail, ok, warn

SOON = timedelta(days=14)


def srt(settings: Settings) -> Iterator[Finding]:
    """The system's SRT library loads."""
    from streamingpro.engine.srt.lib import HOW_TO_INSTALL, SrtUnavailable, load

    if settings.srt_port is None:
        yield ok("SRT", "switched off")
        return
    try:
        library = load()
    except SrtUnavailable as error:
        said, _, mend = error.reason.partition(". ")
        yield warn("SRT", said.rstrip("."), mend or f"{HOW_TO_INSTALL}.")
        return
    yield ok("SRT", f"libsrt {library.version} ({library.name})")


def certificate(settings: Settings) -> Iterator[Finding]:
    """RTMPS's certificate can be used, and will be for some time."""
    from cryptography import x509

    from streamingpro.engine.servers.tls import CertificateError, load_pair

    if settings.rtmps_port is None:
        yield ok("certificate", "none needed: RTMPS is switched off")
        return
    if settings.tls_cert is None:
        yield ok("certificate", "none given: RTMPS is off")
        return
    mend = f"Correct {ENV_PREFIX}TLS_CERT and {ENV_PREFIX}TLS_KEY."
    try:
        load_pair(settings.tls_cert, settings.tls_key or settings.tls_cert)
        leaf = x509.load_pem_x509_certificates(settings.tls_cert.read_bytes())[0]
    except CertificateError as error:
        yield fail("certificate", str(error), mend)
        return
    except (OSError, ValueError):
        yield fail("certificate", f"{settings.tls_cert} can't be read as a certificate", mend)
        return
    left = leaf.not_valid_after_utc - datetime.now(UTC)
    said = f"{settings.tls_cert}, valid until {leaf.not_valid_after_utc:%Y-%m-%d}"
    if left < timedelta():
        yield fail("certificate", f"{said}: it has expired", "Renew it; no restart is needed.")
    elif left < SOON:
        yield warn("certificate", f"{said}: it expires soon", "Renew it; no restart is needed.")
    else:
        yield ok("certificate", said)


def media_folders(settings: Settings) -> Iterator[Finding]:
    """Folders that inputs may play from exist and can be read."""
    for folder in settings.media_folders:
        if not folder.is_dir():
            yield warn(
                "media folders",
                f"{folder} is no folder",
                f"Make it, or correct {ENV_PREFIX}MEDIA_FOLDERS.",
            )
        elif not os.access(folder, os.R_OK | os.X_OK):
            yield warn(
                "media folders",
                f"{folder} can't be read by this user",
                "Give this user the right to read it.",
            )
        else:
            yield ok("media folders", f"{folder} can be read")
