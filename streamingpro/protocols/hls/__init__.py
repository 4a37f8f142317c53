"""HLS (RFC 8216 and its low-latency successor): playlists read, playlists and segments made. Pure.

playlist    playlists of others, parsed
attributes  the attribute lists in them
choose      which variant of a master playlist to pull, and which sound
clock       TsClock: what of MPEG-TS segments is due when; counters that go on between them
packed      PackedAac: segments of bare AAC
window      Window, Segment, Part: the newest segments of one stream, bounded in number and bytes
playlists   the master and the media playlist of a window, as text
fmp4        Fmp4Segmenter: FLV messages to fragmented MP4, in parts and segments
lines       its tracks: samples with durations, on one steady timeline each
mpegts      TsSegmenter: MPEG-TS packets, cut at keyframes
"""
