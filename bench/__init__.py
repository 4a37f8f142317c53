"""Measurements, never tests: run by hand on a machine that does nothing else.

fanout.py         one stream to many destinations: CPU and memory of us and of others (the main one)
latency.py        how long a frame stays inside the engine
rtmps.py          what encryption to the destinations costs
control_plane.py  500 inputs with 4 outputs each in the REST API
contestants.py    how each contestant of `fanout` is started
sink.py           a process that plays N platforms at next to no cost (not counted)
floor.py          a process that only sends the same bytes: what the kernel alone costs
procs.py          CPU time and memory of processes
"""
