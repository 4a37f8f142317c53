"""Listeners: one file per protocol.

listen.py    listening sockets that accept without asyncio's transports
rtmp.py      the RTMP listener and its connections (publish and play)
"""
