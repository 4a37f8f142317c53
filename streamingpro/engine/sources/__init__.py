"""Pull: from a server or a file that the user named to a stream of ours.

errors.py      what can go wrong with a source, in kinds that decide when to try again
pull.py        the tiny interface of one attempt, and what an attempt is given
guard.py       which addresses and files a source may reach
source.py      one source: its state, attempt after attempt
pulls.py       which attempt fits an address: `make_pull`
pace.py        out in real time what comes in bursts

rtmp.py        RTMP and RTMPS
srt.py         SRT: caller, listener, rendezvous
http.py        an HTTP client with bounds; its way is http_transport.py, which asks the guard,
               and unpacked.py, which unpacks bodies piece by piece
http_pull.py   HTTP: HLS, MPEG-TS or FLV, whatever comes
http_live.py   MPEG-TS and FLV that one answer brings without end
hls/           HLS
child_pull.py  what a child process reads:
rtsp.py        RTSP servers
files.py       files, lists of files, folders, as a channel that never ends

A message travels: a pull → `Feed.publish`'s stream → hub.
"""
