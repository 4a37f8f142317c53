"""The embedded media server: asyncio shells around the pure protocol code.

run.py         composition root: what runs in the engine process, from start to signal
settings.py    what the process is told at its start
__main__.py    `python -m streamingpro.engine`: the quick start that the control plane uses
conf/          configuration in memory, changed through the API
api/           the Control API v3
views.py       the engine's state in the API's JSON shape
auth.py        who may publish and read

paths.py       who publishes to each path, its stream, readers and destinations
hub.py         one stream: codec headers, GOP cache, fan-out
timeline.py    one timeline per stream that never falls back
units.py       what the fan-out sends, serialised once for everybody
outlet.py      one peer's bounded queue of units
wire.py        one TCP connection, non-blocking, with an optional TLS filter
tcpinfo.py     what the kernel knows of a connection
rates.py       figures per second
retry.py       when to try again
resolve.py     DNS, so that no name waits for another
dial.py        from a name to a connected, if wished encrypted, socket
neterrors.py   what the system says of a connection, in words for people

servers/       listeners: one file per protocol
sources/       pull: what paths fetch from elsewhere
forward/       push: destinations, their states and retries

A message travels: servers/rtmp → hub → units → outlet → wire.
"""
