"""Segments, their keys and initialisations, with patience for the network."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import urljoin

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from streamingpro.engine.sources.errors import SourceError, SourceErrorKind
from streamingpro.engine.sources.http import HttpClient, chunks
from streamingpro.protocols.hls.attributes import PlaylistError
from streamingpro.protocols.hls.playlist import ByteRange, Key, Map, Master, Media, Segment, parse

MAX_PLAYLIST = 4 << 20
MAX_INIT = 4 << 20
MAX_SEGMENT = 96 << 20
ATTEMPTS = 3
PAUSE_S = 0.5
TIMEOUT_S = 20.0
TRANSIENT = frozenset(
    {
        SourceErrorKind.NETWORK,
        SourceErrorKind.TIMEOUT,
        SourceErrorKind.REFUSED,
        SourceErrorKind.DNS,
    }
)
"""What may have gone a second later."""
_KEY_BYTES = 16
_MAX_KEYS = 8


class Fetcher:
    """Fetches what playlists name. Addresses are resolved against that of their playlist."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http
        self._keys: dict[str, bytes] = {}
        self.bytes_received = 0

    async def playlist(self, url: str) -> tuple[Master | Media, str]:
        """A playlist, and the address that its own ones are relative to. Raises SourceError."""
        body, base = await self._http.fetch(url, MAX_PLAYLIST)
        self.bytes_received += len(body)
        return read_playlist(body), base

    async def init(self, init: Map, base: str) -> bytes:
        """The initialisation of fragmented MP4. Raises SourceError."""
        start, length = _span(init.byte_range)
        body, _ = await self._http.fetch(
            _join(base, init.uri), MAX_INIT, start=start, length=length
        )
        self.bytes_received += len(body)
        if init.key is None:
            return body
        decrypt = await self._decryptor(init.key, base, 0)
        return decrypt.update(body) + decrypt.finish()

    async def segment(self, segment: Segment, base: str) -> AsyncGenerator[bytes, None]:
        """A segment, decrypted, in pieces as it comes; what breaks off goes on where it broke.
        Raises SourceError."""
        url = _join(base, segment.uri)
        decrypt = None
        if segment.key is not None:
            decrypt = await self._decryptor(segment.key, base, segment.sequence)
        async with aclosing(self._bytes(url, segment)) as pieces:
            async for chunk in pieces:
                data = decrypt.update(chunk) if decrypt is not None else chunk
                if data:
                    yield data
        if decrypt is not None:
            yield decrypt.finish()

    async def _bytes(self, url: str, segment: Segment) -> AsyncGenerator[bytes, None]:
        start, length = _span(segment.byte_range)
        got = 0
        for attempt in range(1, ATTEMPTS + 1):
            rest = None if length is None else length - got
            try:
                async with (
                    asyncio.timeout(TIMEOUT_S + 3 * segment.duration_s),
                    self._http.open(url, start=start + got, length=rest) as response,
                ):
                    async for chunk in chunks(response, start + got, rest):
                        got += len(chunk)
                        self.bytes_received += len(chunk)
                        if got > MAX_SEGMENT:
                            words = f"A segment is too long: more than {MAX_SEGMENT >> 20} MB."
                            raise SourceError(SourceErrorKind.PROTOCOL, words)
                        yield chunk
                    return
            except TimeoutError:
                words = "A segment comes too slowly: the server or the network is overloaded."
                raise SourceError(SourceErrorKind.TIMEOUT, words) from None
            except SourceError as error:
                if error.kind not in TRANSIENT or attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(PAUSE_S * attempt)

    async def _decryptor(self, key: Key, base: str, sequence: int) -> "_Decryptor":
        if key.method != "AES-128":
            raise SourceError(
                SourceErrorKind.CODEC,
                f"The stream is protected with {_shown(key.method)}, which can't be read here: "
                "only AES-128 of whole segments can. Let the sender offer it without.",
            )
        secret = await self._key(_join(base, key.uri))
        return _Decryptor(secret, key.iv or sequence.to_bytes(16, "big"))

    async def _key(self, url: str) -> bytes:
        secret = self._keys.get(url)
        if secret is None:
            secret, _ = await self._http.fetch(url, 1024)
            if len(secret) != _KEY_BYTES:
                words = "The key of the stream can't be read: it has not 16 bytes."
                raise SourceError(SourceErrorKind.PROTOCOL, words)
            while len(self._keys) >= _MAX_KEYS:
                del self._keys[next(iter(self._keys))]
            self._keys[url] = secret
        return secret


class _Decryptor:
    """AES-128-CBC with PKCS#7 padding (RFC 8216 §4.3.2.4), piece by piece."""

    def __init__(self, key: bytes, iv: bytes) -> None:
        self._decryptor = Cipher(AES(key), CBC(iv)).decryptor()
        self._unpadder = PKCS7(128).unpadder()

    def update(self, data: bytes) -> bytes:
        return self._unpadder.update(self._decryptor.update(data))

    def finish(self) -> bytes:
        try:
            rest = self._unpadder.update(self._decryptor.finalize())
            return rest + self._unpadder.finalize()
        except ValueError:
            raise wrong_key() from None


def wrong_key() -> SourceError:
    """What came out of a segment is nothing that it can have been."""
    return SourceError(
        SourceErrorKind.PROTOCOL,
        "A segment can't be decrypted: the key is not the right one, or it is damaged.",
    )


def read_playlist(body: bytes) -> Master | Media:
    """Raises SourceError."""
    try:
        return parse(body.decode("utf-8", "replace"))
    except PlaylistError as error:
        words = f"The playlist can't be used: {error}."
        raise SourceError(SourceErrorKind.PROTOCOL, words) from None


def _join(base: str, uri: str) -> str:
    try:
        return urljoin(base, uri)
    except ValueError:
        words = "The playlist leads to an address that is not valid."
        raise SourceError(SourceErrorKind.PROTOCOL, words) from None


def _span(byte_range: ByteRange | None) -> tuple[int, int | None]:
    return (0, None) if byte_range is None else (byte_range.start, byte_range.length)


def _shown(method: str) -> str:
    return method if method.isascii() and method.isprintable() and len(method) < 30 else "a method"
