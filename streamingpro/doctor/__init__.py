"""`streamingpro doctor`: is this machine fit for the job, and how to mend what is not.

report     what a finding is, and how findings are shown
machine    Python, libraries, ffmpeg, clock, file descriptors, kernel TCP settings
media      the SRT library, the certificate of RTMPS, folders of media
mediamtx   MediaMTX: the program, and its ports when it is the media server
network    the ports: free, or held by our own running programs
storage    settings, data folder, disk space, secret key, database

A check changes nothing on the machine. It returns findings; it never raises.
"""

from streamingpro.config import Settings
from streamingpro.doctor import machine, media, mediamtx, network, storage
from streamingpro.doctor.report import Check, Finding, examine, failed, show, show_json

__all__ = ["Finding", "examine_all", "run_doctor"]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", storage.settings),
    ("python", machine.python),
    ("libraries", machine.libraries),
    ("ffmpeg", machine.ffmpeg),
    ("SRT", media.srt),
    ("certificate", media.certificate),
    ("media folders", media.media_folders),
    ("MediaMTX", mediamtx.program),
    ("data folder", storage.data_folder),
    ("disk space", storage.disk_space),
    ("secret key", storage.secret_key),
    ("database", storage.database),
    ("ports", network.ports),
    ("clock", machine.clock),
    ("file descriptors", machine.file_descriptors),
    ("kernel", machine.kernel_tcp),
)


def examine_all(settings: Settings) -> list[Finding]:
    """Every finding, in the order of `CHECKS`."""
    return examine(CHECKS, settings)


def run_doctor(settings: Settings, *, as_json: bool = False) -> int:
    """Examine, show, and return the exit code: 1 when something fails, else 0."""
    findings = examine_all(settings)
    if as_json:
        show_json(findings)
    else:
        show(findings)
    return 1 if failed(findings) else 0
