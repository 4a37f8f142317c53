"""Segments for the tests of HLS: cut by ffmpeg, encrypted, put into playlists."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from streamingpro.protocols.codecs.adts import AdtsWriter
from streamingpro.protocols.flv import FlvReader
from tests.peers.ffmpeg import clip, ffmpeg

SECONDS = 6
SEGMENT_S = 2


def movie() -> Path:
    """Six seconds of picture and tone, a keyframe every two."""
    return clip(SECONDS, bitrate="800k", size="320x180")


def other_movie() -> Path:
    """Another one, with another size and sound."""
    return clip(4, bitrate="500k", size="256x144", frequency=880)


def cut(name: str, source: Path, *options: str, playlist: str = "list.m3u8") -> Path:
    """A folder with the HLS that ffmpeg makes of `source`. Kept and reused between runs."""
    digest = hashlib.sha256(f"{name}{source}{options}{playlist}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"streamingpro-clips-{os.getuid()}" / f"hls-{digest}"
    if not folder.exists():
        draft = folder.with_name(f"{folder.name}.{os.getpid()}")
        draft.mkdir()
        command = [
            *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-i", str(source)),
            *("-c", "copy", "-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_list_size", "0"),
            *("-hls_playlist_type", "vod", *options, playlist),
        ]
        subprocess.run(command, check=True, cwd=draft)
        draft.rename(folder)
    return folder


def ts(source: Path | None = None) -> Path:
    """list.m3u8, list0.ts, list1.ts …"""
    return cut("ts", source or movie())


def mp4(source: Path | None = None) -> Path:
    """list.m3u8, init.mp4, list0.m4s …"""
    return cut("mp4", source or movie(), "-hls_segment_type", "fmp4")


def apart(kind: str) -> Path:
    """main.m3u8 with a video playlist v0.m3u8 and a sound playlist v1.m3u8."""
    return cut(
        f"apart-{kind}",
        movie(),
        *("-map", "0:v", "-map", "0:a", "-hls_segment_type", kind),
        *("-var_stream_map", "v:0,agroup:a a:0,agroup:a,default:yes"),
        *("-master_pl_name", "main.m3u8"),
        playlist="v%v.m3u8",
    )


def alone(number: int) -> bytes:
    """Segment `number` as TS, muxed by itself: its counters begin anew, its times go on."""
    source = ts() / f"list{number}.ts"
    command = [
        *(ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error", "-copyts"),
        *("-i", str(source), "-c", "copy", "-muxdelay", "0", "-muxpreload", "0"),
        *("-f", "mpegts", "-"),
    ]
    return subprocess.run(command, check=True, capture_output=True).stdout


def bare_aac() -> list[bytes]:
    """The movie's sound as segments of bare AAC, with the times that `apart` gives its picture."""
    tags = FlvReader().feed(movie().read_bytes())
    config = next(tag.payload[2:] for tag in tags if tag.type_id == 8 and tag.payload[1] == 0)
    frames = [tag for tag in tags if tag.type_id == 8 and tag.payload[1] == 1]
    writer, segments = AdtsWriter(config), []
    for begin in range(0, SECONDS * 1000, SEGMENT_S * 1000):
        mine = [tag for tag in frames if begin <= tag.timestamp < begin + SEGMENT_S * 1000]
        if begin + SEGMENT_S * 1000 == SECONDS * 1000:
            mine = [tag for tag in frames if tag.timestamp >= begin]
        owner = b"com.apple.streaming.transportStreamTimestamp\0"
        body = owner + ((mine[0].timestamp + 1400) * 90).to_bytes(8, "big")
        frame = b"PRIV" + len(body).to_bytes(4, "big") + b"\0\0" + body
        head = b"ID3\x04\0\0\0\0" + bytes((len(frame) >> 7, len(frame) & 0x7F)) + frame
        segments.append(head + b"".join(writer.frame(tag.payload[2:]) for tag in mine))
    return segments


def encrypted(data: bytes, key: bytes, iv: bytes) -> bytes:
    """AES-128-CBC with PKCS#7 padding."""
    padder, encryptor = PKCS7(128).padder(), Cipher(AES(key), CBC(iv)).encryptor()
    padded = padder.update(data) + padder.finalize()
    return encryptor.update(padded) + encryptor.finalize()


def playlist(
    lines: Sequence[str], *, sequence: int = 0, ended: bool = True, target_s: float = SEGMENT_S
) -> bytes:
    """A media playlist: tags as they are, anything else is a segment's address."""
    out = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target_s:g}"]
    out.append(f"#EXT-X-MEDIA-SEQUENCE:{sequence}")
    for line in lines:
        out += [line] if line.startswith("#") else [f"#EXTINF:{target_s:g},", line]
    out += ["#EXT-X-ENDLIST"] * ended
    return "\n".join(out).encode()


Read = Callable[[str], bytes]


def reader(folder: Path) -> Read:
    """The files of a folder by name."""
    return lambda name: (folder / name).read_bytes()
