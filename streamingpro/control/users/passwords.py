"""Argon2 hashes of passwords, computed off the event loop."""

import asyncio

from pwdlib import PasswordHash

from streamingpro.kit.ids import new_secret

_MAX_AT_ONCE = 2  # one takes 64 MB and some 50 ms of a core


class PasswordHasher:
    """Hashes and verifies, at most two at a time: a flood of sign-ins must not eat the memory."""

    def __init__(self) -> None:
        self._hash = PasswordHash.recommended()
        self._slots = asyncio.Semaphore(_MAX_AT_ONCE)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hash.hash, password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        """True when `password` belongs to `hashed`. With None (nobody of that name) it takes as
        long and says False, so that the time does not tell which e-mails are known."""
        if self._nobody is None:
            self._nobody = await self.hash(new_secret())
        async with self._slots:
            right = await asyncio.to_thread(self._hash.verify, password, hashed or self._nobody)
        return right and hashed is not None
