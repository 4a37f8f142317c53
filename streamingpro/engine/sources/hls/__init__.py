"""HLS pulled: playlists and segments over HTTP, out again in real time.

pull.py        one attempt: master playlist, variant, renditions, their common end
rendition.py   one media playlist: what to fetch next, again and again
fetch.py       segments, their keys and initialisations, with patience for the network
outs.py        what becomes of segments: MPEG-TS as it is; all else as messages, through a child
line.py        the one timeline behind discontinuities
"""
