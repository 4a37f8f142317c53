"""MPEG-TS (ISO 13818-1): bytes to pieces, tracks and frames, and back.

Reading:

model       Piece, TsTrack, Frame: what comes out
packets     Aligner: whole 188-byte packets from any bytes; where a packet's payload begins
psi         sections with their CRC, PAT and PMT
streams     which codec a PMT entry means
tables      TableWatch: the programme that is followed, and its tables for late joiners
pes         PES headers, timestamps, Unwrapper for the 33-bit wrap
access      whether a picture is an access point
scan        TsScanner: follows a publisher without demuxing it (engine, hot path)
follow      its part that knows the tracks; describe reads their headers
shift       shift, ContinuityMap: a returning publisher continues the timeline of the one before
demux       TsDemuxer: frames of all tracks (remux child)
elementary  its part for one PID: packets to PES, PES to frames
pictures    access units of a video PES
split       frames of an audio PES; framings (and latm) know each codec's
av1         AV1's start codes to sizes
problems    the sentence about what is wrong

Writing, and the other wire form (remux child; import these from their modules):

from_flv    FlvToTs: messages of RTMP to packets
payloads    how each codec lies in a PES; mux: tables, clock, one programme
psi_write   PAT and PMT; packetise: PES, and the cutting of them into packets
to_flv      TsToFlv: packets to messages of RTMP, which tracks go out
tags        FLV tag bodies from frames; metadata: onMetaData

The shapes of the main classes:

    TsScanner()   feed(data) -> list[Piece]; tracks, tracks_version, frame_rate,
                  keyframe_interval_s, frames, keyframes, malformed, tables, tables_version,
                  counters, problem
    TsDemuxer()   feed(data) -> list[Frame]; flush() -> list[Frame]; tracks, tracks_version,
                  malformed, problem
    FlvToTs()     feed(type_id, timestamp_ms, payload) -> bytes; flush() -> bytes;
                  unsupported, dropped, malformed
    TsToFlv()     feed(ts) -> list[Item]; flush() -> list[Item]; unsupported, dropped,
                  malformed, problem
    shift(data, offset, counters: ContinuityMap) -> bytes
    ContinuityMap(last: Mapping[int, int])   # the counters that the receivers saw last: those of
                  the TsScanner that ended, or `last` of the ContinuityMap that was in use

Nothing here raises on what a peer sends: damage is counted (`malformed`), and what a person should
know is a sentence in `problem`.
"""

from streamingpro.protocols.mpegts.demux import TsDemuxer
from streamingpro.protocols.mpegts.model import CLOCK_HZ, Frame, Piece, TsTrack
from streamingpro.protocols.mpegts.scan import TsScanner
from streamingpro.protocols.mpegts.shift import ContinuityMap, shift

__all__ = [
    "CLOCK_HZ",
    "ContinuityMap",
    "Frame",
    "Piece",
    "TsDemuxer",
    "TsScanner",
    "TsTrack",
    "shift",
]
