"""Who the media server is at this moment."""

from streamingpro.mediamtx.client import MediaClient


class MediaProvider:
    """Holds the client of the media server in use, or None while there is none.

    `generation` grows each time a (re)started server takes the place: whoever remembers what it
    told the server before must forget it then.
    """

    def __init__(self, client: MediaClient | None = None) -> None:
        self._client = client
        self.generation = 0 if client is None else 1

    @classmethod
    def at(cls, base_url: str, token: str | None) -> "MediaProvider":
        """A provider of one fixed server, e.g. one that was started by hand."""
        return cls(MediaClient(base_url, token))

    def client(self) -> MediaClient | None:
        """The client to use now. Ask again for each round: servers come and go."""
        return self._client

    async def replace(self, client: MediaClient) -> None:
        """A server answered: use `client` from now on and close the one before."""
        before, self._client = self._client, client
        self.generation += 1
        if before is not None and before is not client:
            await before.aclose()

    async def clear(self) -> None:
        """There is no server any more: nobody gets a client until the next `replace`."""
        before, self._client = self._client, None
        if before is not None:
            await before.aclose()
