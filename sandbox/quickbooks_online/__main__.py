"""`python -m sandbox.quickbooks_online`: run the sandbox alone."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn

from sandbox.quickbooks_online.app import create_app
from sandbox.quickbooks_online.settings import (
    DEFAULT_COMPANY,
    DEFAULT_REALM,
    Settings,
    StartSettings,
)

_KNOBS = ("seed", "limits", "time_scale", "latency_per_call", "latency_per_item", "rotation")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until stopped."""
    given = _parser().parse_args(arguments)
    # Only what was given: what was set while the sandbox ran before stays otherwise.
    knobs: dict[str, Any] = {
        name: getattr(given, name) for name in _KNOBS if getattr(given, name) is not None
    }
    knobs |= dict(given.knob)
    start = StartSettings(
        data=given.data,
        realm=given.realm,
        company_name=given.company,
        browser_address=given.browser_address,
        settings=Settings.model_validate(knobs),
    )
    uvicorn.run(
        create_app(start),
        host=given.host,
        port=given.port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox.quickbooks_online", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8091)
    parser.add_argument("--data", type=Path, help="folder of the company file; in memory without")
    parser.add_argument("--realm", default=DEFAULT_REALM)
    parser.add_argument("--company", default=DEFAULT_COMPANY)
    parser.add_argument(
        "--browser-address", default="", help="of the consent page, if browsers need another one"
    )
    parser.add_argument("--seed", type=int, help="of everything that happens by chance")
    parser.add_argument("--limits", choices=("published", "none"), help="QuickBooks' throttles")
    parser.add_argument("--time-scale", type=float, help="speed of throttles and latency")
    parser.add_argument("--latency-per-call", type=float, metavar="SECONDS")
    parser.add_argument("--latency-per-item", type=float, metavar="SECONDS")
    parser.add_argument("--rotation", choices=("every_refresh", "daily", "never"))
    parser.add_argument(
        "--knob", type=_pair, action="append", default=[], metavar="NAME=VALUE", help="any knob"
    )
    return parser


def _pair(text: str) -> tuple[str, Any]:
    """One knob; true and false as such, anything else as text, which pydantic reads."""
    name, _, value = text.partition("=")
    return name, {"true": True, "false": False}.get(value, value)


if __name__ == "__main__":
    main()
