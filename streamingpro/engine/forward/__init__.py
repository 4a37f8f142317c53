"""Push: from a stream to the servers that the user wants it on.

errors.py      what can go wrong with a destination, in kinds that decide how to retry
states.py      the states of a destination and the one table of their transitions
push.py        the tiny interface of one connection attempt
pushes.py      which kind of attempt fits an address
reception.py   what an RTMP server's words mean for who publishes to it (pure)
publishing.py  a call to an RTMP server, up to the point where it takes the stream
rtmp.py        one connection attempt to an RTMP or RTMPS server
srt.py         one connection attempt to an SRT peer
proof.py       whether what is sent arrives
handler.py     one destination: its state, its figures, attempt after attempt
manager.py     the destinations of a path, matched by what they are
trial.py       a destination tried without a stream
"""
