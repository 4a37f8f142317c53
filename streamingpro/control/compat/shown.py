"""What a caller sees of inputs and outputs, in the earlier system's shapes."""

from collections.abc import Callable

from streamingpro.control.compat import states
from streamingpro.control.compat.defaults import DefaultSalida, Entrada, Salida
from streamingpro.control.compat.salida.place import port_of, protocol_of, shown_address
from streamingpro.control.compat.schemas import EntradaOut, EstadoOut, SalidaOut
from streamingpro.control.inputs.model import PULL, Input
from streamingpro.control.inputs.schemas import InputUrls
from streamingpro.control.inputs.urls import Place, Secrets, input_urls
from streamingpro.control.nodes.ports import Ports
from streamingpro.control.outputs.model import Output
from streamingpro.control.status.monitor import Monitor
from streamingpro.kit.redact import redact_url


class Shown:
    """Turns entradas and salidas into answers. `secrets`: this caller may see keys. `host`: the
    name by which encoders and players reach us."""

    def __init__(self, *, secrets: bool, host: str, ports: Ports, monitor: Monitor) -> None:
        self._secrets = secrets
        self._host = host
        self._ports = ports
        self._monitor = monitor

    def entrada(self, entrada: Entrada) -> EntradaOut:
        """The whole thing, with its salidas in order."""
        item, urls = entrada.item, self.urls(entrada.item)
        return EntradaOut(
            id=item.id,
            nombre=item.name,
            protocolo=entrada.protocolo,
            puerto_srt=self._ports.on.get("srt"),
            latencia_srt=item.srt_latency_ms,
            passphrase_srt=self._secret(item.srt_passphrase),
            stream_id=urls.publish.srt_streamid,
            stream_key=urls.publish.rtmp_stream_key,
            url=self._publish_url(entrada, urls),
            activa=self._monitor.input_status(item).state == "live",
            position=item.position,
            created_at=item.created_at,
            updated_at=item.updated_at,
            salidas=self.salidas(entrada, urls),
        )

    def salidas(self, entrada: Entrada, urls: InputUrls | None = None) -> list[SalidaOut]:
        """In order; `urls` of the input, when they are at hand."""
        urls = urls or self.urls(entrada.item)
        return [
            self._salida(entrada, one, place, urls) for place, one in enumerate(entrada.salidas)
        ]

    def salida(self, entrada: Entrada, salida: Salida) -> SalidaOut:
        """One of `entrada`'s."""
        place = entrada.ids.index(salida.id)
        return self._salida(entrada, salida, place, self.urls(entrada.item))

    def estado(self, entrada: Entrada, salida: Salida) -> EstadoOut:
        """How it does now, and why."""
        shown = self.salida(entrada, salida)
        default = isinstance(salida, DefaultSalida)
        if isinstance(salida, DefaultSalida):
            message = states.message_of(self._monitor.input_status(entrada.item))
        else:
            message = states.message_of(self._monitor.output_status(salida))
        off = default and shown.estado == "apagado"
        return EstadoOut(
            id=shown.id,
            estado=shown.estado,
            habilitada=shown.habilitada,
            activa=shown.activa,
            mensaje=None if off else message,
        )

    def urls(self, item: Input) -> InputUrls:
        """Every address of an input, without those that hold a secret unless they may be seen."""
        place = Place(
            item.id,
            item.path,
            self._host,
            self._ports,
            item.srt_latency_ms,
            item.srt_key_length,
            pulls=item.source_type == PULL,
        )
        secrets = Secrets(item.publish_key, item.read_key, item.srt_passphrase, shown=self._secrets)
        return input_urls(place, secrets)

    def addresses(self, entrada: Entrada) -> dict[str, dict[str, str | None]]:
        """Where to publish and to play, by protocol: null where there is none."""
        urls = self.urls(entrada.item)
        publish, play = urls.publish.model_dump(), urls.play.model_dump()
        found: dict[str, dict[str, str | None]] = {
            name: {"publish": publish.get(name), "play": play.get(name)}
            for name in ("rtmp", "srt", "rtsp")
        }
        return found | {"hls": {"play": play.get("hls")}}

    def _publish_url(self, entrada: Entrada, urls: InputUrls) -> str | None:
        source = entrada.item.source_url
        if source is not None:
            return source if self._secrets else redact_url(source)
        if entrada.protocolo == "SRT":
            return urls.publish.srt or urls.publish.srt_server
        return urls.publish.rtmp_server

    def _salida(self, entrada: Entrada, one: Salida, place: int, urls: InputUrls) -> SalidaOut:
        if isinstance(one, DefaultSalida):
            return self._default(entrada, one, place, urls)
        return self._output(one, place)

    def _default(
        self, entrada: Entrada, one: DefaultSalida, place: int, urls: InputUrls
    ) -> SalidaOut:
        item, play, srt = entrada.item, urls.play, one.protocolo == "SRT"
        addresses = {"SRT": play.srt, "RTMP": play.rtmp, "HLS": play.hls}
        estado = states.default_state(
            one,
            self._monitor.input_status(item),
            served=one.protocolo.lower() in self._ports.on,
        )
        return SalidaOut(
            id=one.id,
            nombre=one.nombre,
            habilitada=one.habilitada,
            activa=estado == "conectado",
            protocolo=one.protocolo,
            entrada_id=item.id,
            url_destino=addresses[one.protocolo],
            puerto_srt=self._ports.on.get("srt") if srt else None,
            latencia_srt=item.srt_latency_ms if srt else None,
            passphrase_srt=self._secret(item.srt_passphrase) if srt else None,
            stream_id_srt=play.srt_streamid if srt else None,
            segment_duration=one.segment_duration,
            playlist_length=one.playlist_length,
            position=place,
            estado=estado,
            created_at=one.created_at,
            updated_at=one.updated_at,
        )

    def _output(self, one: Output, place: int) -> SalidaOut:
        srt = one.srt_mode is not None
        address, key = shown_address(one), self._secret(one.stream_key)
        estado = states.OUTPUT[self._monitor.output_status(one).state]
        return SalidaOut(
            id=one.id,
            nombre=one.name,
            habilitada=one.enabled,
            activa=estado == "conectado",
            protocolo=protocol_of(one.url),
            entrada_id=one.input_id,
            # A query may hold a token.
            url_destino=address if self._secrets else address.partition("?")[0],
            clave_stream_rtmp=None if srt else key,
            puerto_srt=port_of(one.url) if srt else None,
            latencia_srt=one.srt_latency_ms,
            passphrase_srt=self._secret(one.srt_passphrase),
            stream_id_srt=key if srt else None,
            position=place,
            estado=estado,
            created_at=one.created_at,
            updated_at=one.updated_at,
        )

    def _secret(self, value: str | None) -> str | None:
        return value if self._secrets else None


ShownFor = Callable[[str], Shown]
"""Host → what somebody who came by it, and may see no secret, sees."""
