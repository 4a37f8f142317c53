"""The remux child: `python -m … to_rtmp` or `to_mpegts`. Pure code, no PyAV: quick and small."""

import sys
from collections.abc import Callable

from streamingpro.engine.children import inside, notices
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.records import AUDIO, DATA, END, TS, VIDEO, Record, pack

_MEDIA = (AUDIO, VIDEO, DATA)


def to_rtmp() -> Callable[[list[Record]], None]:
    """MPEG-TS in, messages out."""
    from streamingpro.protocols.mpegts.to_flv import TsToFlv

    converter = TsToFlv()
    told = _Told()

    def take(records: list[Record]) -> None:
        data = b"".join(record.payload for record in records if record.kind == TS)
        items = converter.feed(data)
        if records[-1].kind == END:
            items += converter.flush()
        told.look(converter.unsupported)
        if items:
            inside.write(b"".join([pack(*item) for item in items]))

    return take


def to_mpegts() -> Callable[[list[Record]], None]:
    """Messages in, MPEG-TS out."""
    from streamingpro.protocols.mpegts.from_flv import FlvToTs

    converter = FlvToTs()
    told = _Told()

    def take(records: list[Record]) -> None:
        parts = [converter.feed(*record) for record in records if record.kind in _MEDIA]
        if records[-1].kind == END:
            parts.append(converter.flush())
        told.look(converter.unsupported)
        if data := b"".join(parts):
            inside.send(TS, 0, data)

    return take


class _Told:
    """Tells the engine of each track that is left out, once."""

    def __init__(self) -> None:
        self._codecs: set[str] = set()

    def look(self, unsupported: dict[str, str]) -> None:
        for codec in unsupported.keys() - self._codecs:
            self._codecs.add(codec)
            inside.notify(Notice(notices.UNSUPPORTED, unsupported[codec], codec=codec))


def main() -> None:
    inside.begin()
    take = to_rtmp() if sys.argv[1] == "to_rtmp" else to_mpegts()
    for records in inside.incoming():
        take(records)


if __name__ == "__main__":
    main()
