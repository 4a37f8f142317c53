"""The hub: one stream per path, in two wire forms.

stream.py       `Stream`: what publishers feed and everybody else is attached to
lane.py         what the two forms share: GOP cache, fan-out
rtmp.py         the lane of RTMP messages
mpegts.py       the lane of MPEG-TS packets
conversion.py   the lane that the publisher does not feed, made from the other one in a child
"""

from streamingpro.engine.hub.stream import Stream

__all__ = ["Stream"]
