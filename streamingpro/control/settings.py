"""What the control plane is told at start. `streamingpro.config` builds it from the environment."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class MediaMtxSettings:
    """Settings of a MediaMTX that `serve` starts and supervises. Ports 0 mean any free port, None
    that this is off.

    `program`: the file to run; None means the one of PATH, else the installed one. `rtsp_udp_port`
    is the first of four: RTP there and RTCP after it, encrypted ones 4 and 5 further up.
    """

    program: Path | None = None
    api_port: int = 9996
    metrics_port: int | None = 9998
    rtsp_port: int | None = 8554
    rtsp_udp_port: int | None = 8000
    rtsps_port: int | None = 8322
    webrtc_port: int | None = 8889
    webrtc_udp_port: int = 8189
    moq_port: int | None = 8892
    moq_quic_port: int = 8893


@dataclass(frozen=True, slots=True)
class ControlSettings:
    """Settings of one control plane. Ports 0 mean any free port.

    `database_url` may be empty: SQLite in the data folder. `public_host` is the name under which
    encoders and players reach this server; None means the host of each request. `secret_key`
    encrypts secrets in the database; None means the generated `data_dir/secret.key`.

    The ports of RTMPS, SRT and HLS may be None: that listener is off. `pull_networks`: the
    addresses beside public ones that inputs may be pulled from, as CIDR blocks with commas between,
    or "any". `media_folders`: where the files lie that an input may play. `compat_routes`: the
    earlier system's routes are there too.

    `media_server`: "embedded" for our own engine, "mediamtx" for a MediaMTX that is started with
    the ports above and those of `mediamtx`; the engine behind it redistributes.
    """

    data_dir: Path
    database_url: str = field(default="", repr=False)
    http_host: str = "0.0.0.0"
    http_port: int = 8000
    rtmp_host: str = ""
    engine_api_host: str = "127.0.0.1"
    rtmp_port: int = 1935
    public_host: str | None = None
    admin_email: str | None = None
    admin_password: SecretStr | None = None
    secret_key: str | None = field(default=None, repr=False)
    engine_api_port: int = 9997
    rtmps_port: int | None = 1936
    tls_cert: Path | None = None
    tls_key: Path | None = None
    srt_port: int | None = 8890
    hls_port: int | None = 8888
    pull_networks: str = ""
    media_folders: tuple[Path, ...] = ()
    media_server: str = "embedded"
    mediamtx: MediaMtxSettings = field(default_factory=MediaMtxSettings)
    compat_routes: bool = False
    log_level: str = "info"
    log_format: str = "console"

    @property
    def effective_database_url(self) -> str:
        """`database_url`, or SQLite in the data folder when it is empty."""
        if self.database_url:
            return self.database_url
        return f"sqlite+aiosqlite:///{(self.data_dir / 'streamingpro.db').absolute()}"
