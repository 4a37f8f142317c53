"""onMetaData for a stream that has none: what its codec headers say, in FLV's words."""

from streamingpro.protocols.mpegts.tags import Tagger
from streamingpro.protocols.rtmp.amf0 import EcmaArray, encode


def metadata(video: Tagger | None, audio: Tagger | None) -> bytes:
    """The body of the message (Adobe FLV 10.1 §E.5, Enhanced RTMP v2 "Metadata Frame").

    Rates in Hz and per second, sizes in pixels; what is not known yet is left out.
    """
    values: dict[str, object] = {}
    if video is not None:
        facts = video.facts
        values["videocodecid"] = float(video.codec_id)
        values["width"] = facts.width
        values["height"] = facts.height
        values["framerate"] = facts.fps
    if audio is not None:
        facts = audio.facts
        values["audiocodecid"] = float(audio.codec_id)
        values["audiosamplerate"] = facts.sample_rate
        values["audiochannels"] = facts.channels
        values["stereo"] = facts.channels == 2 if facts.channels else None
    known = {
        name: value if isinstance(value, bool) else float(value)
        for name, value in values.items()
        if isinstance(value, bool | int | float)
    }
    return encode("onMetaData", EcmaArray(known))
