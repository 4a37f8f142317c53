"""Codec strings (RFC 6381 and each codec's own binding), and the length of audio frames."""

from streamingpro.protocols.codecs import ac3
from streamingpro.protocols.codecs.aac import AudioSpecificConfig
from streamingpro.protocols.codecs.av1 import Av1Config
from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.h264 import AvcConfig
from streamingpro.protocols.codecs.h265 import HevcConfig
from streamingpro.protocols.codecs.vpx import VpConfig
from streamingpro.protocols.media import Buffer

_SBR, _PS = 5, 29
_OPUS_SILK = (480, 960, 1920, 2880)
_OPUS_HYBRID = (480, 960)
_OPUS_CELT = (120, 240, 480, 960)


def avc(name: str, config: AvcConfig) -> str:
    """`avc1.PPCCLL`: profile, constraints and level in hexadecimal (ISO 14496-15 annex E)."""
    return f"{name}.{config.profile:02x}{config.compatibility:02x}{config.level:02x}"


def hevc(name: str, config: HevcConfig) -> str:
    """`hvc1.1.6.L93.B0` (ISO 14496-15 annex E.3)."""
    general = config.general
    space = ("", "A", "B", "C")[general[0] >> 6]
    compatible = int(f"{int.from_bytes(general[1:5], 'big'):032b}"[::-1], 2)
    tier = "H" if general[0] & 0x20 else "L"
    constraints = general[5:11].rstrip(b"\0")
    parts = [name, f"{space}{config.profile_idc}", f"{compatible:x}", f"{tier}{config.level_idc}"]
    return ".".join(parts + [f"{byte:X}" for byte in constraints])


def av1(config: Av1Config) -> str:
    """`av01.0.04M.08`: profile, level and tier, bit depth (AV1-ISOBMFF §5)."""
    high, twelve = config.formats & 0x40, config.formats & 0x20
    depth = 8 if not high else 12 if twelve else 10
    return f"av01.{config.profile}.{config.level:02}{'MH'[config.tier]}.{depth:02}"


def vp9(config: VpConfig) -> str:
    """`vp09.00.10.08` (VP-ISOBMFF)."""
    return f"vp09.{config.profile:02}.{config.level or 10:02}.{config.bit_depth:02}"


def aac(config: AudioSpecificConfig) -> str:
    """`mp4a.40.2`, or 5 and 29 where the extensions of HE-AAC are announced (ISO 14496-3)."""
    if config.parametric_stereo:
        return f"mp4a.40.{_PS}"
    return f"mp4a.40.{_SBR if config.sbr else config.object_type}"


def opus_samples(packet: Buffer) -> int:
    """Samples at 48 kHz in an Opus packet (RFC 6716 §3.1); CodecError when it has none."""
    if not packet:
        raise CodecError("an empty Opus packet")
    kind, code = packet[0] >> 3, packet[0] & 3
    if kind >= 16:
        frame = _OPUS_CELT[kind & 3]
    else:
        frame = _OPUS_SILK[kind & 3] if kind < 12 else _OPUS_HYBRID[kind & 1]
    if code < 3:
        return frame * (1 if code == 0 else 2)
    if len(packet) < 2:
        raise CodecError("an Opus packet is cut short")
    return frame * (packet[1] & 0x3F)


def eac3_samples(frame: Buffer) -> int:
    """Samples in an E-AC-3 frame (ETSI TS 102 366 annex E.1.2); CodecError when it is none."""
    if len(frame) < 6:
        raise CodecError("an E-AC-3 frame is cut short")
    if frame[5] >> 3 <= 10 or frame[4] >> 6 == 3:  # AC-3 itself, or a reduced sample rate
        return ac3.FRAME
    return ac3.EAC3_BLOCKS[frame[4] >> 4 & 3] * ac3.BLOCK


def mpeg_audio_samples(frame: Buffer) -> int:
    """Samples in an MPEG-1/2 audio frame (ISO 11172-3 §2.4.2.1); CodecError when it is none."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        raise CodecError("not an MPEG audio frame")
    version, layer = frame[1] >> 3 & 3, frame[1] >> 1 & 3
    if layer == 3:
        return 384
    return 576 if layer == 1 and version != 3 else 1152
