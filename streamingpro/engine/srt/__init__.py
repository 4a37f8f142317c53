"""SRT through libsrt, the system's library.

lib.py        finds and loads the library; its functions, typed; SrtUnavailable
structs.py    what crosses the border: options, events, statistics, socket addresses
errors.py     SrtError: what went wrong, in plain words
poller.py     the one thread that waits for every SRT socket and reads what is ready
wire.py       SrtWire: one connection, with the interface of `engine/wire.py`
sockets.py    sockets, made and set up
ports.py      the UDP ports that we call from, shared
connect.py    calling, waiting for a caller, meeting half-way
listener.py   many callers on one port; who may come in is asked during the handshake
stats.py      Stats and SrtFigures: what is known of a connection
counters.py   libsrt's statistics turned into Stats

Threads: libsrt has its own; they call us for one thing alone, a caller that wants in
(`listener.py`). The poller's thread calls nothing but libsrt, everything else happens in the event
loop. The library is shut down when the process ends (`lib.py`).

    wire = SrtWire(loop, shared_poller(), await connect(target, 5.0), on_data, on_lost)
"""

from streamingpro.engine.srt.connect import connect
from streamingpro.engine.srt.errors import SrtError, SrtErrorKind
from streamingpro.engine.srt.lib import Library, SrtUnavailable, load
from streamingpro.engine.srt.listener import Admission, CallRequest, SrtListener
from streamingpro.engine.srt.poller import Poller, shared_poller
from streamingpro.engine.srt.stats import SrtFigures, Stats
from streamingpro.engine.srt.wire import SrtWire

__all__ = [
    "Admission",
    "CallRequest",
    "Library",
    "Poller",
    "SrtError",
    "SrtErrorKind",
    "SrtFigures",
    "SrtListener",
    "SrtUnavailable",
    "SrtWire",
    "Stats",
    "connect",
    "load",
    "shared_poller",
]
