"""What of a live input breaks the limits of an output's platform."""

from streamingpro.control.platforms.catalogue import platforms
from streamingpro.control.platforms.limits import Measured, warnings
from streamingpro.control.status.readings import read_track
from streamingpro.control.status.schemas import StatusWarning
from streamingpro.mediamtx.models import Path


def platform_warnings(platform_id: str, path: Path) -> list[StatusWarning]:
    """The warnings for a destination on `platform_id` of a live `path`; none for an unknown id."""
    platform = platforms().get(platform_id)
    if platform is None:
        return []
    measured = Measured(
        video_bitrate_bps=path.video_bitrate,
        audio_bitrate_bps=path.audio_bitrate,
        keyframe_interval_s=path.keyframe_interval,
        fps=path.frame_rate,
    )
    return [
        StatusWarning(code=warning.code, message=warning.message, values=dict(warning.values))
        for warning in warnings(platform, map(read_track, path.tracks2), measured)
    ]
