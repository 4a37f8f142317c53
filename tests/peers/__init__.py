"""Real peers for tests and benchmarks, each a small context manager around a real program.

tools.py     what a peer needs: programs on PATH, free ports, child processes with logs, polling
ffmpeg.py    clips made once, publishers that send them in real time, packet lists with hashes
nginx.py     a private nginx-rtmp that records, checks stream keys or pushes on
mediamtx.py  a private MediaMTX
rtmp.py      the least of an RTMP server, written by hand so that our own code never judges itself
balancer.py  a load balancer: TCP connections go to the first server that takes them
badapi.py    media servers whose Control API is broken
hostile.py   servers that misbehave: silent, garbage, reset, stalled
observer.py  a platform that notes how its publishers come and leave
tls.py       an RTMPS platform with a self-signed certificate
compare.py   a recording judged against what was sent
lossy.py     a line that loses and delays datagrams
ts.py        transport streams with the faults of real encoders, sent packet by packet
stack.py     a real `streamingpro engine` or `streamingpro serve` with its API client
rest.py      the control plane's REST API as a user's script would call it
browser.py   Chromium, with what no page may do
"""
