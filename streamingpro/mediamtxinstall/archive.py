"""The one program out of MediaMTX's archive. The archive's SHA-256 is right by then; still nothing
in it decides where something is written, or how much."""

import gzip
import os
import shutil
import tarfile
import zlib
from pathlib import Path

from streamingpro.mediamtxinstall.errors import BadArchive

PROGRAM = "mediamtx"
MAX_PROGRAM_BYTES = 300 << 20
_MAX_MEMBERS = 1000


def extract_program(archive: Path, target: Path) -> None:
    """Write the archive's program to `target`, which only its owner may change (mode 0755).

    Raises BadArchive when there is none, and OSError when it can't be written.
    """
    try:
        with tarfile.open(archive, "r:gz") as tar:
            member = _program(tar)
            source = tar.extractfile(member)
            if source is None:
                raise BadArchive(f"{archive.name} has no program {PROGRAM} in it.")
            with source, target.open("xb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o755)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, UnicodeError):
        raise BadArchive(f"{archive.name} is no tar.gz archive, or a damaged one.") from None


def _program(tar: tarfile.TarFile) -> tarfile.TarInfo:
    scanned = 0
    for number, member in enumerate(tar):
        scanned += member.size
        if number >= _MAX_MEMBERS or scanned > MAX_PROGRAM_BYTES:
            raise BadArchive("The archive is larger than one of MediaMTX can be.")
        if member.name.removeprefix("./") == PROGRAM and member.isreg():
            return member
    raise BadArchive(f"The archive has no program {PROGRAM} in it.")
