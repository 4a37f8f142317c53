"""ffmpeg as the encoder: found, replaced, started again, and given up with its own words."""

import shutil
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from streamingpro.demo import encoder, picture, run_demo
from streamingpro.demo.encoder import Encoder
from streamingpro.demo.errors import DemoError
from streamingpro.demo.processes import Child
from streamingpro.demo.stage import Stage


@pytest.fixture
def no_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


@pytest.mark.usefixtures("no_ffmpeg")
def test_without_ffmpeg_the_demo_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_demo() == 1
    assert "apt install ffmpeg" in capsys.readouterr().err


@pytest.mark.usefixtures("no_ffmpeg")
def test_the_ffmpeg_of_imageio_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    module = type("imageio_ffmpeg", (), {"get_ffmpeg_exe": staticmethod(lambda: "/there/ffmpeg")})
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", cast("Any", module))
    assert picture.find_ffmpeg() == "/there/ffmpeg"


def test_an_ffmpeg_without_text_gets_the_picture_with_a_counter() -> None:
    assert picture.choose_picture("/bin/false") == picture.WITH_COUNTER
    assert picture.choose_picture("/does/not/exist") == picture.WITH_COUNTER


class Theatre:
    """A stage whose `ffmpeg` is a little Python program."""

    publish_url = "rtmp://127.0.0.1/none"

    def __init__(self, folder: Path, *programs: str) -> None:
        self.folder = folder
        self.programs = list(programs)
        self.children: list[Child] = []

    async def start_child(self, name: str, _command: list[str], *, read_stdout: bool) -> Child:
        code = self.programs[min(len(self.children), len(self.programs) - 1)]
        line = [sys.executable, "-c", code]
        child = await Child.start(name, line, env={}, folder=self.folder, read_stdout=read_stdout)
        self.children.append(child)
        return child


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "PAUSE_S", 0)


async def test_an_encoder_that_never_starts_is_given_up(tmp_path: Path) -> None:
    stage = Theatre(tmp_path, "import sys; sys.exit('Connection refused')")
    with pytest.raises(DemoError, match="Connection refused"):
        await Encoder("ffmpeg").run(cast("Stage", stage), "testsrc")
    assert len(stage.children) == encoder.FRUITLESS_STARTS


async def test_an_encoder_that_ends_is_started_again_and_counts_on(tmp_path: Path) -> None:
    works = "print('frame=30'); print('fps=1'); print('frame=N/A'); print('frame=60')"
    stage = Theatre(tmp_path, works, works, "raise SystemExit(1)")
    subject = Encoder("ffmpeg")
    with pytest.raises(DemoError):
        await subject.run(cast("Stage", stage), "testsrc")
    assert subject.frames == 120
