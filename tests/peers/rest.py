"""The control plane's REST API as a user's script would call it."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.peers.tools import eventually

Json = dict[str, Any]


class Rest:
    """A signed-in client. `secrets` collects every key it ever saw, for the search in the logs."""

    def __init__(self, base_url: str, email: str, password: str, report: Callable[[], str]) -> None:
        self.http = httpx.AsyncClient(base_url=base_url, timeout=10, trust_env=False)
        self.secrets: set[str] = {password}
        self._credentials = {"email": email, "password": password}
        self._report = report

    async def login(self) -> None:
        answer = await self.call("POST", "/api/auth/login", self._credentials)
        token = answer["access_token"]
        self.secrets.add(token)
        self.http.headers["Authorization"] = f"Bearer {token}"

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON answer (None when there is none); fails on any other code than 2xx."""
        answer = await self.http.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        value = answer.json() if answer.content else None
        self._learn(value)
        return value

    def _learn(self, value: Any) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                if name in ("publish_key", "stream_key", "access_token") and item:
                    self.secrets.add(str(item))
                self._learn(item)
        elif isinstance(value, list):
            for item in value:
                self._learn(item)

    # inputs

    async def add_input(self, name: str, **fields: Any) -> Json:
        created: Json = await self.call("POST", "/api/inputs", {"name": name, **fields})
        return created

    async def input(self, input_id: str) -> Json:
        found: Json = await self.call("GET", f"/api/inputs/{input_id}")
        return found

    async def change_input(self, input_id: str, **fields: Any) -> Json:
        changed: Json = await self.call("PATCH", f"/api/inputs/{input_id}", fields)
        return changed

    async def delete_input(self, input_id: str) -> None:
        await self.call("DELETE", f"/api/inputs/{input_id}")

    async def rotate_key(self, input_id: str) -> Json:
        changed: Json = await self.call("POST", f"/api/inputs/{input_id}/rotate-key")
        return changed

    # outputs

    async def add_output(
        self, input_id: str, name: str, url: str, key: str | None = None, **fields: Any
    ) -> Json:
        if key is not None:
            self.secrets.add(key)
            fields["stream_key"] = key
        body = {"name": name, "url": url, **fields}
        created: Json = await self.call("POST", f"/api/inputs/{input_id}/outputs", body)
        return created

    async def output(self, output_id: str) -> Json:
        found: Json = await self.call("GET", f"/api/outputs/{output_id}")
        return found

    async def change_output(self, output_id: str, **fields: Any) -> Json:
        if key := fields.get("stream_key"):
            self.secrets.add(key)
        changed: Json = await self.call("PATCH", f"/api/outputs/{output_id}", fields)
        return changed

    async def delete_output(self, output_id: str) -> None:
        await self.call("DELETE", f"/api/outputs/{output_id}")

    async def reorder_outputs(self, input_id: str, ids: list[str]) -> None:
        await self.call("POST", f"/api/inputs/{input_id}/outputs/reorder", {"ids": ids})

    # waiting

    async def input_is(self, input_id: str, *states: str, within: float = 15) -> Json:
        """The input once its status is one of `states`."""
        return await self._until(lambda: self.input(input_id), states, within)

    async def output_is(self, output_id: str, *states: str, within: float = 15) -> Json:
        """The output once its status is one of `states`."""
        return await self._until(lambda: self.output(output_id), states, within)

    async def output_when(
        self, output_id: str, test: Callable[[Json], bool], what: str, *, within: float = 15
    ) -> Json:
        """The output once `test` of its status is true."""
        seen: list[Json] = []

        async def look() -> Json | None:
            found = await self.output(output_id)
            seen[:] = [found["status"]]
            return found if test(found["status"]) else None

        return await eventually(look, what, within=within, report=lambda: self._show(seen))

    async def _until(self, get: Callable[[], Any], states: tuple[str, ...], within: float) -> Json:
        seen: list[Json] = []

        async def look() -> Json | None:
            found: Json = await get()
            seen[:] = [found["status"]]
            return found if found["status"]["state"] in states else None

        return await eventually(
            look, f"state {' or '.join(states)}", within=within, report=lambda: self._show(seen)
        )

    def _show(self, seen: list[Json]) -> str:
        return f"status: {json.dumps(seen)}\n{self._report()}"
