"""The source child: PyAV opens what the engine names and RTMP messages go back.

The engine's first record is a NOTICE with the job as JSON (`jobs.py`):

    {"job": "rtsp", "url": "rtsp://user:password@host/path", "addresses": ["192.0.2.1"],
     "transport": "automatic", "timeout_s": 10, "fingerprint": ""}
    {"job": "files", "files": ["/media/a.mp4"], "folders": ["/media"], "loop": true}
    {"job": "demux", "format": "mp4"}       # followed by records BYTES … END, BYTES … END

Back come records VIDEO and AUDIO (timestamp in ms, payload as in RTMP) and NOTICE (`notices.py`);
the last one is `error` or `ended`.
"""

import av.logging

from streamingpro.engine.children import inside, jobs, notices
from streamingpro.engine.children.demux import demux
from streamingpro.engine.children.failure import Failure
from streamingpro.engine.children.files import play_files
from streamingpro.engine.children.notices import Notice
from streamingpro.engine.children.rtsp import read_rtsp


def main() -> None:
    inside.begin()
    av.logging.set_level(None)  # its lines tell addresses, and nothing that its errors don't
    batches = inside.incoming()
    first, *rest = next(batches)
    job = jobs.parse(first.payload)
    try:
        if isinstance(job, jobs.DemuxJob):
            demux(job, rest, batches)
        elif isinstance(job, jobs.FilesJob):
            inside.end_with_engine(batches)
            play_files(job)
        else:
            read_rtsp(job, inside.end_with_engine(batches, grace=True))
        inside.notify(Notice(notices.ENDED))
    except Failure as failure:
        inside.notify(failure.notice())


if __name__ == "__main__":
    try:
        main()
    except SystemExit:
        inside.leave()  # other threads may be inside a library
    inside.leave()
