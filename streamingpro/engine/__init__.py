"""The embedded media server: asyncio shells around the pure protocol code.

run.py         composition root: what runs in the engine process, from start to signal
settings.py    what the process is told at its start
services.py    which listeners are on, which are off and why
__main__.py    `python -m streamingpro.engine`: the quick start that the control plane uses
conf/          configuration in memory, changed through the API
api/           the Control API v3
views/         the engine's state in the API's JSON shape
auth.py        who may publish and read

path.py        who publishes to a path, its stream, readers and destinations
paths.py       all paths by name
patherrors.py  why somebody can't have a path
supply.py      the source of a path that pulls its stream: always on, or on demand
hub/           one stream in two lanes, RTMP and MPEG-TS: GOP cache, fan-out, conversion
timeline.py    one timeline per stream that never falls back
units.py       what the fan-out sends, serialised once for everybody
outlet.py      one peer's bounded queue of units
wire.py        one TCP connection, non-blocking, with an optional TLS filter
tcpinfo.py     what the kernel knows of a connection
rates.py       figures per second
retry.py       when to try again
addresses.py   addresses as text, with brackets where they belong
resolve.py     DNS, so that no name waits for another
tls.py         TLS over memory buffers, between a wire and its protocol
dial.py        from a name to a connected, if wished encrypted, socket
rtmpcall.py    a connection that we open to an RTMP server, to publish or to play
neterrors.py   what the system says of a connection, in words for people

servers/       listeners: a package per protocol
sources/       pull: what paths fetch from elsewhere
forward/       push: destinations, their states and retries
srt/           SRT through libsrt, the system's library
children/      programs of our own beside the engine: conversion, PyAV, poster pictures

A message travels: servers/rtmp → hub → units → outlet → wire.
"""
