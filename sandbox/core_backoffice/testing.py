"""The sandbox inside tests: on a free port, ready when the block begins, gone when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.core_backoffice.app import create_app
from sandbox.core_backoffice.recorded import create_fixture_app
from sandbox.core_backoffice.settings import SandboxSettings
from sandbox.core_backoffice.store import Store
from sandbox.core_backoffice.webhooks import Webhooks
from sandbox.serving import TLS, serving

__all__ = ["RunningSandbox", "create_fixture_app", "running_sandbox", "serving"]


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that answers.

    Attributes:
        url: its address; the control API is below `/sandbox`.
        store: its books, to look at. Change them over HTTP only.
        webhooks: who is called after changes, to look at.
    """

    url: str
    settings: SandboxSettings
    store: Store
    client: httpx.Client
    webhooks: Webhooks

    @property
    def api_url(self) -> str:
        """What a connection to CORE BackOffice has as its host."""
        return f"{self.url}/api"

    @property
    def api_key(self) -> str:
        """The key that the API accepts."""
        return self.settings.api_key

    def api(self, path: str, /, **query: str | int) -> Any:
        """GET a path of the API, `/v1/users`, with the key; the answer's JSON."""
        return self._json(self.client.get(f"/api{path}", params={"api_key": self.api_key, **query}))

    def get(self, path: str, /, **query: str | int) -> Any:
        """GET a path of the control API, `/totals`."""
        return self._json(self.client.get(f"/sandbox{path}", params=query))

    def post(self, path: str, /, **body: Any) -> Any:
        """POST to a path of the control API."""
        return self._json(self.client.post(f"/sandbox{path}", json=body))

    def patch(self, path: str, /, **body: Any) -> Any:
        """PATCH a path of the control API."""
        return self._json(self.client.patch(f"/sandbox{path}", json=body))

    def put(self, path: str, /, **body: Any) -> Any:
        """PUT to a path of the control API."""
        return self._json(self.client.put(f"/sandbox{path}", json=body))

    def delete(self, path: str) -> Any:
        """DELETE a path of the control API."""
        return self._json(self.client.delete(f"/sandbox{path}"))

    @staticmethod
    def _json(answer: httpx.Response) -> Any:
        if answer.is_error:
            raise httpx.HTTPStatusError(
                f"{answer.status_code}: {answer.text}", request=answer.request, response=answer
            )
        return answer.json()


@contextmanager
def running_sandbox(**settings: Any) -> Iterator[RunningSandbox]:
    """Run a sandbox.

    Args:
        **settings: fields of `SandboxSettings`: transactions, agents, seed, data, bad_records...
    """
    chosen = SandboxSettings(**settings)
    app = create_app(chosen)
    store: Store = app.state.store
    try:
        with serving(app) as url, httpx.Client(base_url=url, timeout=30, verify=TLS) as client:
            yield RunningSandbox(url, chosen, store, client, app.state.webhooks)
    finally:
        store.close()
