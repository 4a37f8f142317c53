"""What our own engine has to do."""

from streamingpro.control.fleet.figures import Load
from streamingpro.mediamtx.models import ForwardDest, Path


def test_all_that_the_engine_carries_counts_but_only_its_own_streams() -> None:
    own = Path(
        name="own",
        available=True,
        bitrate=5_000,
        forward=[ForwardDest(bitrate=5_000), ForwardDest(bitrate=None)],
    )
    fetched = Path(name="fetched", available=True, bitrate=700, forward=[ForwardDest(bitrate=700)])
    gone = Path(name="gone", available=False, bitrate=9)
    all_ = {path.name: path for path in (own, fetched, gone)}
    assert Load.of_engine({"own": own}, all_, read_bps=30) == Load(1, 5_700, 5_730)
