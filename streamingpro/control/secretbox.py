"""Secrets at rest: AES-256-GCM, one key per installation.

A sealed value is text: `v1.` and the URL-safe base64 of nonce (12 bytes), ciphertext and tag.
The context (such as `outputs.stream_key`) is authenticated with it, so that a value copied
into another column does not open there.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from streamingpro.kit.datadir import ensure_token

SECRET_KEY_FILE = "secret.key"  # noqa: S105 - a file name
MIN_KEY_LENGTH = 16
_VERSION = "v1."
_NONCE_BYTES = 12


class SecretKeyError(Exception):
    """The secret key can't be used: too short, or not the one the values were sealed with."""


class SecretBox:
    """Seals and opens short texts with one key. Holds no other state; safe to share."""

    def __init__(self, secret_key: str) -> None:
        """Raises SecretKeyError when `secret_key` is shorter than 16 characters."""
        if len(secret_key) < MIN_KEY_LENGTH:
            raise SecretKeyError(
                f"The secret key is too short: it needs at least {MIN_KEY_LENGTH} characters."
                " `openssl rand -base64 32` makes a good one."
            )
        derive = HKDF(SHA256(), length=32, salt=None, info=b"streamingpro secrets at rest")
        self._cipher = AESGCM(derive.derive(secret_key.encode()))

    @classmethod
    def for_data_dir(cls, data_dir: Path, secret_key: str | None) -> "SecretBox":
        """The box of an installation: with the given key, else that of `data_dir/secret.key`."""
        return cls(secret_key or ensure_token(data_dir, SECRET_KEY_FILE))

    def seal(self, text: str, context: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())
        return _VERSION + base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, context: str) -> str:
        """Raises SecretKeyError when `sealed` was made with another key or context, or damaged."""
        try:
            if not sealed.startswith(_VERSION):
                raise ValueError("unknown version")
            raw = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
            nonce, body = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._cipher.decrypt(nonce, body, context.encode()).decode()
        except (ValueError, binascii.Error, InvalidTag):
            raise SecretKeyError(
                "A secret in the database can't be opened with the present secret key."
            ) from None
