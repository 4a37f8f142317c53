"""A process that plays any number of SRT receivers: takes every caller and discards what it sends.

`python -m bench.srt_sink FILE` listens on free ports and writes them to FILE as JSON: `srt` (a list
of UDP ports, as destinations seldom are all one server) and `report` (connect, read one JSON
object: bytes by stream id). One process and libsrt's own threads take all callers; it is not
counted in what is measured.
"""

import argparse
import asyncio
import json
from pathlib import Path

from streamingpro.engine.srt import Admission, CallRequest, SrtListener, SrtWire, shared_poller

LATENCY_MS = 120
SERVERS = 10


class Receiver:
    """Everybody who has called."""

    def __init__(self) -> None:
        self._wires: list[tuple[str, SrtWire]] = []
        self.listeners = [
            SrtListener(
                "127.0.0.1", 0, lambda _request: Admission(latency_ms=LATENCY_MS), self._accepted
            )
            for _ in range(SERVERS)
        ]

    def _accepted(self, sock: int, request: CallRequest, _admission: Admission) -> None:
        wire = SrtWire(
            asyncio.get_running_loop(),
            shared_poller(),
            sock,
            lambda _data: None,
            lambda _error: None,
        )
        wire.resume()
        self._wires.append((request.streamid, wire))

    async def report(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        totals = {streamid: wire.bytes_received for streamid, wire in self._wires}
        writer.write(json.dumps({"bytes": totals}).encode())
        await writer.drain()
        writer.close()


async def run(file: Path) -> None:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.report, "127.0.0.1", 0)
    ports = {
        "srt": [listener.port for listener in receiver.listeners],
        "report": server.sockets[0].getsockname()[1],
    }
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(ports))
    draft.replace(file)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    asyncio.run(run(parser.parse_args().file))


if __name__ == "__main__":
    main()
