"""The few calls of the REST API that the demo makes, as any script would make them."""

from typing import Any

import httpx

from streamingpro.demo.errors import DemoError


class Rest:
    """A signed-in client of one control plane. Every failure is a DemoError."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=10, trust_env=False)

    async def healthy(self) -> bool:
        """Whether the control plane answers yet."""
        try:
            return (await self._http.get("/api/health")).status_code == 200
        except httpx.HTTPError:
            return False

    async def sign_in(self, email: str, password: str) -> None:
        answer = await self._call("POST", "/api/auth/login", {"email": email, "password": password})
        self._http.headers["Authorization"] = f"Bearer {answer['access_token']}"

    async def engine_runs(self) -> bool:
        """Whether the engine runs: only then are publish addresses final."""
        state: str = (await self.status())["media_server"]["state"]
        return state == "running"

    async def create_input(self, name: str, path: str) -> Any:
        return await self._call("POST", "/api/inputs", {"name": name, "path": path})

    async def create_output(self, input_id: str, name: str, url: str, stream_key: str) -> Any:
        body = {"name": name, "url": url, "stream_key": stream_key}
        return await self._call("POST", f"/api/inputs/{input_id}/outputs", body)

    async def status(self) -> Any:
        """The whole picture: `{"media_server", "inputs": […], "outputs": […]}`."""
        return await self._call("GET", "/api/status")

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = await self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            said = str(error) or type(error).__name__
            raise DemoError(f"The control plane does not answer: {said}") from None
        if answer.is_error:
            raise DemoError(f"{method} {path} was refused ({answer.status_code}): {answer.text}")
        return answer.json()
