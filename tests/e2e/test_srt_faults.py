"""SRT as it goes wrong in the field: credentials, vanishing peers, bad lines, takeovers.

One stack for all; what takes long goes on beside the tests. A bystander is live from the first
test to the last, and must never notice.
"""

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from tests.peers import ts
from tests.peers.compare import assert_monotonic
from tests.peers.ffmpeg import clip, packets
from tests.peers.frames import Frame, Frames, assert_part_of, frames
from tests.peers.lossy import lossy
from tests.peers.nginx import Nginx, nginx
from tests.peers.origins import sending
from tests.peers.rest import Json
from tests.peers.srt import HOW, Sink, sink
from tests.peers.stack import EngineApi, Stack, stack
from tests.peers.tools import Child, ahead_of_others, eventually, free_udp_port, program

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

RIGHT = "the-right-passphrase-of-this-input"
WRONG = "a-wrong-passphrase-of-some-length"
SLACK_MS = 33.4
KEY_LENGTHS = {16: "AES-128", 32: "AES-256"}


@dataclass
class Room:
    """The product, a platform, and a folder for everything else."""

    folder: Path
    app: Stack
    platform: Nginx
    media: Path
    other: Path
    srt_port: int
    engine: EngineApi
    under_way: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)

    async def stream(self, name: str, receiver: Sink | None, **fields: object) -> "Channel":
        """An input with an RTMP output and, with a receiver, an SRT output."""
        entry = await self.app.rest.add_input(name, **fields)
        key = f"{entry['path']}-{secrets.token_hex(8)}"

        async def there() -> Json | None:
            return await self.engine.path(entry["path"])

        await eventually(there, "the engine knows the path", within=10, report=self.app.log_tail)
        outputs = [await self.app.rest.add_output(entry["id"], "RTMP", self.platform.url(), key)]
        if receiver is not None:
            outputs.append(await self.app.rest.add_output(entry["id"], "SRT", receiver.url))
        return Channel(self, entry, key, receiver, outputs)


@dataclass
class Channel:
    """One input and its outputs."""

    room: Room
    entry: Json
    key: str
    receiver: Sink | None
    outputs: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        found: str = self.entry["id"]
        return found

    @property
    def url(self) -> str:
        """For libsrt's own tools."""
        found: str = self.entry["urls"]["publish"]["srt"]
        return found

    @property
    def encoder_url(self) -> str:
        """For ffmpeg."""
        found: str = self.entry["urls"]["publish"]["srt_microseconds"]
        return f"{found}&pkt_size=1316"

    async def live(self) -> None:
        """The input and every output are."""
        for output in self.outputs:
            await self.room.app.rest.output_is(output["id"], "live", within=20)

    async def online(self) -> Json:
        return await self.room.app.rest.input_is(self.id, "live", within=20)

    async def status(self) -> Json:
        found: Json = (await self.room.app.rest.input(self.id))["status"]
        return found

    async def assert_undisturbed(self) -> None:
        """No output was ever lost."""
        for output in self.outputs:
            status = (await self.room.app.rest.output(output["id"]))["status"]
            assert (status["reconnects"], status["error"]) == (0, None), output["name"]

    def recording(self) -> Path:
        return self.room.platform.recording(self.key)

    def recordings(self) -> dict[str, Path]:
        files = {"RTMP": self.recording()}
        return files | ({"SRT": self.receiver.file} if self.receiver is not None else {})


async def whole_frames(file: Path) -> Frames:
    """But for what was written last."""
    found = await asyncio.to_thread(frames, file)
    return Frames(found.video[:-2], found.audio[:-10])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(
    tmp_path_factory: pytest.TempPathFactory, clip_distinct: Path
) -> AsyncIterator[Room]:
    """With the bystander, which is judged at the end."""
    folder = tmp_path_factory.mktemp("srt")
    other = clip(
        8, size="320x180", bitrate="350k", noise=True, audio=("-c:a", "aac", "-b:a", "96k")
    )
    port = free_udp_port()
    with ahead_of_others():
        async with _room(folder, clip_distinct, other, port) as me:
            yield me


@contextlib.asynccontextmanager
async def _room(folder: Path, clip_distinct: Path, other: Path, port: int) -> AsyncIterator[Room]:
    async with (
        stack(folder / "data", SRT_PORT=port) as app,
        nginx(folder / "nginx") as platform,
        sink(folder / "bystander", keep=True) as receiver,
    ):
        me = Room(folder, app, platform, clip_distinct, other, port, await app.engine_api())
        bystander = await me.stream("Bystander", receiver)
        form = ("-f", "mpegts", bystander.encoder_url)
        async with sending(clip_distinct, folder / "bystander.log", *form):
            await bystander.live()
            me.under_way = {
                name: asyncio.ensure_future(scenario(me)) for name, scenario in LONG.items()
            }
            yield me
            for task in me.under_way.values():
                task.cancel()
            await asyncio.gather(*me.under_way.values(), return_exceptions=True)
            await me.engine.http.aclose()
            await bystander.live()
            await bystander.assert_undisturbed()
            sent = frames(clip_distinct)
            for who, file in bystander.recordings().items():
                got = await whole_frames(file)
                assert abs(assert_part_of(sent, got, who, least=300)) <= SLACK_MS


@dataclass(frozen=True)
class Case:
    """A publisher that may not: what is changed in its address, and what is said of it.

    `told` are words of the caller itself, "" where SRT has none; `reason` those of the input.
    """

    name: str
    change: tuple[str, str]
    told: str
    reason: str
    passphrase: str | None = RIGHT
    key_length: int = 32


SECRET_OF = f"passphrase={RIGHT}"
REFUSED = (
    Case(
        "Wrong", (SECRET_OF, f"passphrase={WRONG}"), "Incorrect passphrase", "passphrase is wrong"
    ),
    Case("Missing", (f"&{SECRET_OF}", ""), "Password required", "passphrase is wrong or missing"),
    Case("None", ("&latency", f"&passphrase={WRONG}&latency"), "Password", "has none", None, 0),
    Case("Length", ("pbkeylen=32", "pbkeylen=16"), "", "AES-128 instead of AES-256"),
    Case("Key", ("KEY", "not-the-key"), "Application-defined", "key is wrong or missing"),
    Case("No key", (":publisher:KEY", ""), "Application-defined", "key is wrong or missing"),
)


async def says(caller: ts.Sender, words: str) -> None:
    """The caller tells this of why it did not get in."""

    async def said() -> bool:
        return words in caller.child.log.read_text()

    await eventually(said, f"the caller says {words}", within=15, report=caller.log_tail)


async def refuse(room: Room, case: Case) -> None:
    """Try, read what is said, then do it right."""
    rest, log = room.app.rest, room.folder / f"refused-{case.name}.log"
    srt: Json = {"key_length": case.key_length}
    if case.passphrase is not None:
        srt["passphrase"] = case.passphrase
        room.app.secrets.add(case.passphrase)
    channel = await room.stream(f"Refused {case.name}", None, srt=srt)
    old, new = (part.replace("KEY", channel.entry["publish_key"]) for part in case.change)
    if case.name == "Key":
        new = case.change[1]
    assert old in channel.url, f"{case.name}: {old.split('=')[0]}"
    async with ts.sender(ts.ts(room.media), channel.url.replace(old, new), log) as caller:
        await says(caller, case.told)

        async def told() -> Json | None:
            status = await channel.status()
            assert status["state"] == "offline"
            found: Json | None = status["last_refusal"]
            return found

        refusal = await eventually(told, f"why {case.name}", within=10, report=room.app.log_tail)
    assert case.reason in refusal["reason"], case.name
    assert refusal["protocol"] == "srt"
    assert not any(secret in str(refusal) for secret in rest.secrets)
    async with ts.sender(ts.ts(room.media), channel.url, log):
        status = (await channel.online())["status"]
        assert status["srt"]["encryption"] == ("AES-256" if case.passphrase else "none")


async def test_who_may_not_publish_is_told_why_and_who_may_comes_in(room: Room) -> None:
    await asyncio.gather(*(refuse(room, case) for case in REFUSED))


async def test_a_stream_id_that_leads_nowhere_is_refused(room: Room) -> None:
    for number, name in enumerate(("publish:no-such-path", "read:bystander-of-nobody", "a:b:c")):
        log = room.folder / f"nowhere{number}.log"
        url = f"srt://127.0.0.1:{room.srt_port}?streamid={name}"
        async with ts.sender(ts.ts(room.media), url, log) as caller:
            await says(caller, "Application-defined rejection")


def turns(got: list[Frame], sources: list[list[Frame]], who: str) -> None:
    """Fail unless `got` is an unbroken run of each source in turn, those sent over and over.

    Between two of them a frame may be there that its encoder did not finish.
    """
    places = [{frame.digest: at for at, frame in enumerate(source)} for source in sources]
    turn, last, strange = 0, -1, 0
    for frame in got:
        at = places[turn].get(frame.digest)
        if at is not None and last in (-1, (at - 1) % len(places[turn])):
            last = at
        elif turn + 1 < len(places) and frame.digest in places[turn + 1]:
            turn, last = turn + 1, places[turn + 1][frame.digest]
        else:
            strange += 1
    assert turn == len(places) - 1, f"{who}: only the first {turn + 1} of {len(places)} arrived"
    assert strange < len(places), f"{who}: {strange} of {len(got)} frames are out of place"


async def flows(channel: Channel, pictures: int = 75) -> None:
    """Return when every output has been sent that many more."""
    rest = channel.room.app.rest
    for output in channel.outputs:
        before = (await rest.output(output["id"]))["status"]["frames_sent"]
        least = before + pictures

        def enough(status: Json, least: int = least) -> bool:
            return bool(status["frames_sent"] >= least)

        await rest.output_when(output["id"], enough, f"{least} pictures", within=20)


async def assert_taken_over(channel: Channel, *clips: Path) -> None:
    """Every destination has the clips in turn, in one piece, on one timeline."""
    await channel.assert_undisturbed()
    for who, file in channel.recordings().items():
        assert_monotonic(await asyncio.to_thread(packets, file), who)
        got = await whole_frames(file)
        sent = [await asyncio.to_thread(frames, clip_) for clip_ in clips]
        turns(got.video, [one.video for one in sent], f"{who}: pictures")
    assert channel.receiver is not None
    assert ts.gaps(channel.receiver.file.read_bytes()) <= 2 * (len(clips) - 1)


async def taken_over(room: Room) -> None:
    """Destinations of both kinds stay connected through all of it."""
    async with sink(room.folder / "over", keep=True) as receiver:
        channel = await room.stream("Taken over", receiver)
        logs = [room.folder / f"over{number}.log" for number in range(3)]
        rtmp = ("-f", "flv", room.app.publish_url(channel.entry))
        srt = ("-f", "mpegts", channel.encoder_url)
        async with sending(room.media, logs[0], *rtmp) as first:
            await channel.live()
            await flows(channel)
            async with sending(room.other, logs[1], *srt) as second:
                assert await first.wait(15) != 0, "the first encoder was not told"
                await flows(channel)
                second.kill()
                status = (await room.app.rest.input_is(channel.id, "reconnecting"))["status"]
                assert RIGHT not in str(status)
        async with sending(room.media, logs[2], *srt):
            await channel.live()
            await flows(channel)
        await assert_taken_over(channel, room.media, room.other, room.media)


async def vanish(room: Room, name: str, *, frozen: bool) -> None:
    """An encoder is killed, or stands still, and comes back when its absence was noticed."""
    async with sink(room.folder / name, keep=True) as receiver:
        channel = await room.stream(name, receiver)
        output = ("-f", "mpegts", channel.encoder_url)
        logs = [room.folder / f"{name}{number}.log" for number in range(2)]
        async with sending(room.media, logs[0], *output) as encoder:
            await channel.live()
            await flows(channel)
            if frozen:
                encoder.process.send_signal(signal.SIGSTOP)
            else:
                encoder.kill()
            await room.app.rest.input_is(channel.id, "reconnecting")
            for one in channel.outputs:
                held = await room.app.rest.output_when(one["id"], lambda s: s["held"], "it is held")
                assert held["status"]["state"] == "waiting"
            if frozen:
                encoder.process.send_signal(signal.SIGCONT)
                assert await encoder.wait(15) != 0, "the old encoder was not told"
        async with sending(room.other, logs[1], *output):
            await channel.live()
            await flows(channel)
        await assert_taken_over(channel, room.media, room.other)


async def reader_vanishes(room: Room) -> None:
    """A player is killed: its connection is gone from the list, and nobody is held up."""
    channel = await room.stream("Played", None)
    async with sending(room.media, room.folder / "played.log", "-f", "mpegts", channel.encoder_url):
        await channel.live()
        url = (await room.app.rest.input(channel.id))["urls"]["play"]["srt"]
        log = room.folder / "player.log"
        words = [program("srt-live-transmit", HOW), "-quiet", url, "file://con"]
        player = Child.start(["sh", "-c", 'exec "$@" > /dev/null', "player", *words], log)
        path = f"/api/inputs/{channel.id}/connections"

        async def readers(count: int) -> bool:
            found = await room.app.rest.call("GET", path)
            return [one["state"] for one in found].count("read") == count

        try:
            await eventually(lambda: readers(1), "a player", within=10)
            player.kill()
            await eventually(lambda: readers(0), "no player", within=15)
        finally:
            await player.stop(0)
        await channel.assert_undisturbed()


async def bad_outputs(room: Room) -> None:
    """Each with words of its own; the good ones go on."""
    rest = room.app.rest
    room.app.secrets |= {RIGHT, WRONG}
    async with (
        sink(room.folder / "out", keep=True) as good,
        sink(room.folder / "locked", passphrase=RIGHT) as locked,
        sink(room.folder / "dies") as dies,
    ):
        channel = await room.stream("Source", good)
        plain = f"srt://127.0.0.1:{locked.port}"
        nowhere = f"srt://127.0.0.1:{room.srt_port}?streamid=publish:no-such-path"
        bad = {
            ("rejected", "passphrase is wrong"): f"{plain}?passphrase={WRONG}",
            ("rejected", "one side uses a passphrase"): plain,
            ("rejected", "no such stream"): nowhere,
            ("timeout", "nothing answers"): f"srt://127.0.0.1:{free_udp_port()}",
        }
        outputs = {
            what: await rest.add_output(channel.id, what[1], url) for what, url in bad.items()
        }
        mortal = await rest.add_output(channel.id, "Mortal", dies.url)
        output = ("-f", "mpegts", channel.encoder_url)
        async with sending(room.media, room.folder / "source.log", *output):
            await channel.live()
            await rest.output_is(mortal["id"], "live")
            dies.child.kill()
            lost = await rest.output_is(mortal["id"], "error", within=20)
            assert lost["status"]["error"]["kind"] in ("network", "timeout")
            assert lost["status"]["error"]["message"]
            for (kind, words), made in outputs.items():
                error = (await rest.output_is(made["id"], "error", within=20))["status"]["error"]
                assert error["kind"] == kind, words
                assert words in error["message"]
                assert not any(secret in error["message"] for secret in rest.secrets)
            await channel.assert_undisturbed()
            await channel.live()


LONG: dict[str, Callable[[Room], Coroutine[None, None, None]]] = {
    "taken over": taken_over,
    "killed": lambda room: vanish(room, "Killed", frozen=False),
    "frozen": lambda room: vanish(room, "Frozen", frozen=True),
    "reader": reader_vanishes,
    "outputs": bad_outputs,
}
"""They take some time each, and go on beside the tests."""


async def test_a_stream_without_tables_is_told_to_the_user(room: Room) -> None:
    channel = await room.stream("Without tables", None)
    data = ts.without(ts.ts(room.media), ts.PAT, ts.PMT)
    log = room.folder / "tables.log"
    async with ts.sender(data, channel.url, log):

        async def told() -> Json | None:
            status = await channel.status()
            return status if "(PAT/PMT)" in str(status) else None

        status = await eventually(told, "the words", within=10, report=room.app.log_tail)
        assert "once a second" in status["error"]["message"]
        assert (await rest_state(channel)) == "waiting"


async def rest_state(channel: Channel) -> str:
    """The state of its first output."""
    found = await channel.room.app.rest.output(channel.outputs[0]["id"])
    return str(found["status"]["state"])


async def test_srt_takes_over_from_rtmp_then_drops_and_comes_back(room: Room) -> None:
    await room.under_way["taken over"]


@pytest.mark.parametrize("who", ["killed", "frozen", "reader"])
async def test_peers_that_vanish_are_noticed_and_cost_nobody_anything(room: Room, who: str) -> None:
    await room.under_way[who]


async def test_what_is_wrong_with_an_srt_output_is_said_and_is_its_own_affair(room: Room) -> None:
    await room.under_way["outputs"]


async def test_every_picture_arrives_over_a_bad_line(room: Room) -> None:
    """5 % of the datagrams are lost, both ways, and it takes 60 ms to the server and back.

    Within 200 ms libsrt can send a packet again twice. The seed is one where no packet of media
    needs more: one in some thousands would, by chance, and be lost rightly.
    """
    async with sink(room.folder / "far", keep=True) as receiver:
        channel = await room.stream("Far away", receiver, srt={"latency_ms": 200})
        data = ts.ts(room.media)
        async with lossy(room.srt_port, loss=0.05, delay_s=0.03, seed=97) as line:
            url = channel.url.replace(f":{room.srt_port}", f":{line.port}")
            log = room.folder / "far.log"
            async with ts.sender(data, url, log) as caller:
                await channel.live()
                status = (await room.app.rest.input(channel.id))["status"]
                await asyncio.wait_for(caller.done.wait(), 30)
                status = await channel.status()
                assert status["srt"]["latency_ms"] >= 200
                assert status["srt"]["rtt_ms"] >= 55
                assert status["srt"]["retransmits"] > 0
            assert line.lost > 20
        await room.app.rest.input_is(channel.id, "reconnecting")
        await channel.assert_undisturbed()
        want = await asyncio.to_thread(frames, room.media)
        for who, file in channel.recordings().items():
            got = await asyncio.to_thread(frames, file)
            got = Frames(got.video[:-1], got.audio[:-1])
            assert_part_of(want, got, f"over a bad line to {who}", least=230)
