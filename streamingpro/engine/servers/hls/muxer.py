"""One stream as HLS: takes its lane, keeps the newest segments."""

from datetime import datetime

from streamingpro.kit.clock import utcnow
from streamingpro.kit.ids import new_id


class HlsMuxer:
    """`outbound_bytes` went to viewers; `bytes_sent` is 0, as its sessions count what is read."""

    kind = "hlsMuxer"
    protocol = "hls"
    remote_address = ""
    bytes_sent = 0

    def __init__(self, path_name: str) -> None:
        self.id = new_id()
        self.created: datetime = utcnow()
        self.last_request: datetime = self.created
        self.path_name = path_name
        self.outbound_bytes = 0
        self.frames_discarded = 0
