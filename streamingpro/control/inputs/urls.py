"""Pure: the addresses of an input, to enter in encoders and players."""

from urllib.parse import quote

from streamingpro.control.inputs.schemas import InputUrls, PlayUrls, PublishUrls


def input_urls(path: str, key: str | None, host: str, rtmp_port: int) -> InputUrls:
    """`key` None leaves out what would hold it. The port is always written, also the usual one:
    some encoders want it. `host` is a name or an address without brackets."""
    server = f"rtmp://{f'[{host}]' if ':' in host else host}:{rtmp_port}"
    stream_key = None if key is None else f"{path}?key={quote(key, safe='')}"
    return InputUrls(
        publish=PublishUrls(
            rtmp=None if stream_key is None else f"{server}/{stream_key}",
            rtmp_server=server,
            rtmp_stream_key=stream_key,
        ),
        play=PlayUrls(rtmp=f"{server}/{path}"),
    )
