"""The sandbox in a thread, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
from fastapi import FastAPI

from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.app import create_app
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.settings import (
    DEFAULT_COMPANY,
    DEFAULT_REALM,
    Settings,
    StartSettings,
)
from sandbox.serving import TLS, serving


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that answers on `url`."""

    url: str
    app: FastAPI
    realm: str = DEFAULT_REALM
    control: httpx.Client = field(
        default_factory=lambda: httpx.Client(trust_env=False, timeout=30, verify=TLS), repr=False
    )
    """For the sandbox's own routes: a new connection each time would cost more than the call."""

    def tokens(self) -> dict[str, Any]:
        """A connection made without the consent page: the token endpoint's answer."""
        found: dict[str, Any] = self._control("POST", f"{self.realm}/connect")
        return found

    def api(self, **options: Any) -> httpx.Client:
        """A client with a fresh access token, at the company's address."""
        token = self.tokens()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        base = f"{self.url}/v3/company/{self.realm}/"
        return httpx.Client(base_url=base, headers=headers, trust_env=False, verify=TLS, **options)

    def balances(self) -> dict[str, int]:
        """Account name -> cents, with the sign of its kind."""
        found: dict[str, int] = self._control("GET", f"{self.realm}/balances")
        return found

    def trial_balance(self) -> dict[str, Any]:
        """The trial balance, in cents."""
        found: dict[str, Any] = self._control("GET", f"{self.realm}/trial-balance")
        return found

    def tax_codes(self) -> dict[str, str]:
        """Tax code name -> ID, inactive and hidden ones included."""
        found: list[dict[str, Any]] = self._control("GET", f"{self.realm}/list/TaxCode")
        return {one["Name"]: one["Id"] for one in found}

    def entries(self, entity: str | None = None) -> list[dict[str, Any]]:
        """The transactions in the books, of one kind or of all."""
        found: list[dict[str, Any]] = self._control("GET", f"{self.realm}/entries")
        return [one for one in found if entity in (None, one["type"])]

    def edit(self, entity: str, id_: str, action: str = "update", **fields: Any) -> dict[str, Any]:
        """Do something to an entry as a person in QuickBooks would."""
        sent = {"entity": entity, "id": id_, "action": action, "fields": fields}
        found: dict[str, Any] = self._control("POST", f"{self.realm}/edit", sent)
        return found

    def clear(self, entity: str, id_: str, how: str = "R") -> None:
        """Reconcile an entry, or match it to the bank's feed ("C"), as a person would."""
        cleared = self._control("GET", "settings")["cleared"]
        self.set(cleared={**cleared, f"{entity}/{id_}": how})

    def set(self, **settings: Any) -> None:
        """Turn knobs (`Settings`)."""
        self._control("PATCH", "settings", settings)

    def fault(self, kind: str, match: Mapping[str, Any] | None = None, **rule: Any) -> None:
        """Order a fault (`faults.Rule`)."""
        self._control("POST", "faults", {"kind": kind, "match": dict(match or {}), **rule})

    def no_faults(self) -> None:
        """Let everything go well again."""
        self._control("DELETE", "faults")

    def webhooks_acknowledged(self, seconds: float = 10) -> bool:
        """Wait until every write was reported (`webhook_address`); whether it was acknowledged in time."""
        runtime: Runtime = self.app.state.runtime
        return runtime.webhooks.acknowledged(seconds)

    def reset(self) -> None:
        """Empty the company, as on the first day, and forget tokens, knobs and faults."""
        self._control("POST", "reset")

    def calls(self) -> dict[str, int]:
        """How often what was asked for."""
        found: dict[str, int] = self._control("GET", "calls")
        return found

    def metered(self) -> dict[str, int]:
        """How many metered reads there were, of each kind and in all ("total")."""
        found: dict[str, int] = self._control("GET", "meter")
        return found

    def reset_meter(self) -> None:
        """Count metered reads from zero."""
        self._control("DELETE", "meter")

    def ask(self, method: str, path: str, sent: Any = None) -> Any:
        """Call one of the sandbox's own routes of the company."""
        return self._control(method, f"{self.realm}/{path}", sent)

    def _control(self, method: str, path: str, sent: Any = None) -> Any:
        content = None if sent is None else json_text.dumps(sent)
        headers = {"Content-Type": "application/json"}
        address = f"{self.url}/sandbox/{path}"
        answer = self.control.request(method, address, content=content, headers=headers)
        answer.raise_for_status()
        return json_text.loads(answer.text)


@contextmanager
def running_company(
    country: Literal["CA", "GB", "AU"], **settings: Any
) -> Iterator[RunningSandbox]:
    """Run a sandbox whose company is outside the US, with sales tax on; all else as `running_sandbox`."""
    with running_sandbox(**{"country": country, "sales_tax": True, **settings}) as sandbox:
        yield sandbox


@contextmanager
def running_sandbox(
    *,
    data: Path | None = None,
    realm: str = DEFAULT_REALM,
    company_name: str = DEFAULT_COMPANY,
    port: int = 0,
    **settings: Any,
) -> Iterator[RunningSandbox]:
    """Run a sandbox on a free port; it answers as soon as this returns.

    Args:
        data: folder of its file; None keeps everything in memory.
        realm: the company's id.
        company_name: the company's name.
        port: where to listen; 0 picks a free one.
        settings: knobs, as in `Settings`.
    """
    knobs = Settings.model_validate(settings)
    start = StartSettings(data=data, realm=realm, company_name=company_name, settings=knobs)
    app = create_app(start)
    with serving(app, port) as url:
        sandbox = RunningSandbox(url, app, realm)
        with sandbox.control:
            yield sandbox
