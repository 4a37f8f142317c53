"""Listeners: a package per protocol.

listen.py    listening sockets that accept without asyncio's transports
tls.py       the server's side of TLS, and the certificate, read again when it changes
rtmp/        RTMP and RTMPS (publish and play)
srt/         SRT (publish and read)
hls/         HLS over HTTP (play)
"""
