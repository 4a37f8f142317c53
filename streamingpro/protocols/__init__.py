"""Protocols, pure: bytes and `now` in, events and bytes out. No sockets, clock, threads or asyncio.

media      Codec, Track: what a stream is made of
flv/       FLV tag bodies (RTMP messages 8 and 9), legacy and enhanced, and FLV files
codecs/    codec headers, read without decoding
analysis   StreamAnalyzer: tracks, keyframes and frame rate of a publisher's messages
tracks hints rates   its parts: the tracks found, facts from metadata, the measured pace
carriage   which codec each transport carries, and the sentence for one that it does not
rtmp/      RTMP in both roles
mpegts/    MPEG-TS: packets, tables, tracks and frames; to FLV messages and from them
fmp4/      fragmented MP4, written from FLV messages
hls/       HLS: playlists read, playlists and segments made
"""
