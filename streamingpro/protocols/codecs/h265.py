"""H.265: the hvcC record (ISO 14496-15 §8.3.3.1) and its facts; the SPS is in `h265_sps`."""

from dataclasses import dataclass

from streamingpro.protocols.codecs.errors import CodecError
from streamingpro.protocols.codecs.facts import Facts
from streamingpro.protocols.codecs.h265_sps import NAL_SPS, Sps
from streamingpro.protocols.media import Buffer

_PROFILES = {
    1: "Main",
    2: "Main 10",
    3: "Main Still Picture",
    4: "Range Extensions",
    5: "High Throughput",
    6: "Multiview Main",
    7: "Scalable Main",
    8: "3D Main",
    9: "Screen Content Coding Extensions",
    10: "Scalable Range Extensions",
}
_HEADER = 23


@dataclass(frozen=True, slots=True)
class HevcConfig:
    """An HEVCDecoderConfigurationRecord.

    `general` holds bytes 1 to 18 untouched (profile, level, formats), `timing` bytes 19 to 21 (the
    average frame rate, temporal layers, length size). `arrays` pairs each array's first byte
    (completeness bit and NAL unit type) with its units.
    """

    general: bytes
    timing: bytes
    arrays: tuple[tuple[int, tuple[bytes, ...]], ...]

    @classmethod
    def parse(cls, data: Buffer) -> "HevcConfig":
        """Parse hvcC; CodecError when it is malformed."""
        if len(data) < _HEADER:
            raise CodecError("hvcC is cut short")
        if data[0] > 1:  # ffmpeg wrote 0 for years
            raise CodecError(f"hvcC version {data[0]} is not known")
        arrays, pos = [], _HEADER
        for _ in range(data[22]):
            if pos + 3 > len(data):
                raise CodecError("hvcC is cut short")
            kind, count = data[pos], int.from_bytes(data[pos + 1 : pos + 3], "big")
            units, pos = _units(data, pos + 3, count)
            arrays.append((kind, units))
        return cls(bytes(data[1:19]), bytes(data[19:22]), tuple(arrays))

    def serialise(self) -> bytes:
        """The bytes of the record."""
        out = bytearray(b"\x01" + self.general + self.timing)
        out.append(len(self.arrays))
        for kind, units in self.arrays:
            out.append(kind)
            out += len(units).to_bytes(2, "big")
            for unit in units:
                out += len(unit).to_bytes(2, "big") + unit
        return bytes(out)

    @property
    def length_size(self) -> int:
        """Bytes of the length before each NAL unit of a frame."""
        return (self.timing[2] & 3) + 1

    @property
    def sps(self) -> bytes | None:
        """The first sequence parameter set."""
        for kind, units in self.arrays:
            if kind & 0x3F == NAL_SPS and units:
                return units[0]
        return None

    @property
    def profile_idc(self) -> int:
        """general_profile_idc."""
        return self.general[0] & 0x1F

    @property
    def level_idc(self) -> int:
        """general_level_idc: 30 times the level."""
        return self.general[11]


def describe_config(body: Buffer) -> Facts:
    """What an hvcC record says about its track, profile and level in MediaMTX's words."""
    config = HevcConfig.parse(body)
    if config.sps is None:
        return Facts(profile=_profile(config.profile_idc), level=_level(config.level_idc))
    return sps_facts(config.sps)


def sps_facts(nal: Buffer) -> Facts:
    """What a sequence parameter set says, its NAL header included. Raises CodecError."""
    sps = Sps.parse(nal)
    return Facts(
        width=sps.width,
        height=sps.height,
        profile=_profile(sps.profile_idc),
        level=_level(sps.level_idc),
        fps=sps.fps,
    )


def _profile(idc: int) -> str:
    return _PROFILES.get(idc, str(idc))


def _level(idc: int) -> str:
    return str(idc // 30) if idc % 30 == 0 else f"{idc / 30:.1f}"


def _units(data: Buffer, pos: int, count: int) -> tuple[tuple[bytes, ...], int]:
    units = []
    for _ in range(count):
        end = pos + 2 + int.from_bytes(data[pos : pos + 2], "big")
        if end > len(data):
            raise CodecError("hvcC is cut short")
        units.append(bytes(data[pos + 2 : end]))
        pos = end
    return tuple(units), pos
