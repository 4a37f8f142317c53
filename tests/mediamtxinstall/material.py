"""Archives to install, and what the tests have in common."""

import hashlib
import io
import os
import tarfile
from pathlib import Path

from streamingpro.mediamtx.program import installed_path
from streamingpro.mediamtxinstall.install import Order, client, install

PROGRAM = b"#!/bin/sh\necho v1.20.1\n" + b"#" + os.urandom(40_000).hex().encode() + b"\n"
NAME = "mediamtx_v1.20.1_linux_amd64.tar.gz"


def packed(members: dict[str, bytes], *, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """A tar.gz archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, body in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.type, member.linkname = len(body), 0o4777, kind, link
            tar.addfile(member, io.BytesIO(body))
    return buffer.getvalue()


ARCHIVE = packed({"LICENSE": b"MIT", "mediamtx": PROGRAM, "mediamtx.yml": b"paths:"})


def sum_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def run(order: Order) -> Path:
    with client(use_proxy=False) as http:
        return install(order, http, pause=lambda _s: None).path


def left_over(order: Order) -> set[str]:
    """Everything in the folder but the program and the lock."""
    folder = installed_path(order.data_dir).parent
    return {path.name for path in folder.iterdir()} - {"mediamtx", ".install.lock"}
