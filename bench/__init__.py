"""Measurements, never tests: run by hand on a machine that does nothing else.

fanout.py         one stream to many destinations: CPU and memory of us and of others (the main one)
protocols.py      each way in and out: CPU and memory of us and of others
hls_latency.py    how far behind the encoder a viewer of low-latency HLS is
soak.py           an hour of every conversion: memory, drift, reconnects
latency.py        how long a frame stays inside the engine
relay.py          what a MediaMTX in front of the engine adds to that
rtmps.py          what encryption to the destinations costs
control_plane.py  500 inputs with 4 outputs each in the REST API
dashboard.py      the dashboard in a browser: frames, loading, memory
contestants.py    how each contestant of `fanout` is started
ways.py           how each contestant of `protocols` is started
show.py           a control plane with many inputs on a made-up media server, for `dashboard`
hls_player.py     a viewer that behaves as hls.js does
sink.py           a process that plays N platforms at next to no cost (not counted)
srt_sink.py       the same for SRT
floor.py          a process that only sends the same bytes: what the kernel alone costs
procs.py          CPU time and memory of processes
"""
