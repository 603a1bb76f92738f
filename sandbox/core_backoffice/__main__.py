"""Runs the sandbox alone: `python -m sandbox.core_backoffice --port 8090 --data DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from sandbox.core_backoffice.app import create_app
from sandbox.core_backoffice.settings import DEFAULT_API_KEY, DEFAULT_PORT, SandboxSettings


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    defaults = SandboxSettings()
    parser = argparse.ArgumentParser(prog="python -m sandbox.core_backoffice", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--data", type=Path, help="folder of the state; omitted: in memory")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--transactions", type=_count, default=defaults.transactions)
    parser.add_argument("--agents", type=_count, default=defaults.agents)
    parser.add_argument("--billing-months", type=_count, default=defaults.billing_months)
    parser.add_argument(
        "--bad-records", action=argparse.BooleanOptionalAction, default=defaults.bad_records
    )
    parser.add_argument(
        "--switches",
        action=argparse.BooleanOptionalAction,
        default=defaults.switches,
        help="items carry sync and create_payment, which live data do not have",
    )
    parser.add_argument("--limits", choices=("published", "none"), default=defaults.limits)
    parser.add_argument(
        "--currency", default=defaults.currency, help="of agents' billing items, such as CAD"
    )
    parser.add_argument("--api-key", default=DEFAULT_API_KEY)
    return parser.parse_args(arguments)


def settings_of(options: argparse.Namespace) -> SandboxSettings:
    """The settings that the command line asks for."""
    return SandboxSettings(
        data=options.data,
        seed=options.seed,
        transactions=options.transactions,
        agents=options.agents,
        billing_months=options.billing_months,
        bad_records=options.bad_records,
        limits=options.limits,
        switches=options.switches,
        currency=options.currency,
        api_key=options.api_key,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    options = parse(arguments)
    uvicorn.run(
        create_app(settings_of(options)),
        host=options.host,
        port=options.port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number of at least 1 is expected")
    return number


if __name__ == "__main__":
    main()
