"""`python -m sandbox.quickbooks_desktop`: a PC with QuickBooks and the Web Connector."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn

from sandbox.quickbooks_desktop.app import create_app
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.qwc import QwcRefused, read_qwc
from sandbox.quickbooks_desktop.settings import DEFAULT_COMPANY
from sandbox.quickbooks_desktop.workstation import Workstation


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve, and update every so often, until stopped."""
    parser = _parser()
    given = parser.parse_args(arguments)
    pc = Workstation(
        CompanyFile(given.company_file, name=given.company, **dict(given.knob)),
        every=given.every,
        pause=given.pause,
    )
    if given.qwc is not None:
        try:
            pc.add(read_qwc(given.qwc.read_bytes()), given.password)
        except QwcRefused as refusal:
            parser.error(f"The Web Connector does not take {given.qwc}: {refusal}")
    uvicorn.run(
        create_app(pc),
        host=given.host,
        port=given.port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox.quickbooks_desktop", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8092)
    parser.add_argument("--qwc", type=Path, help="the application to add; later without")
    parser.add_argument("--password", default="", help="what the person types for it")
    parser.add_argument("--company-file", type=Path, help="in memory without")
    parser.add_argument("--company", default=DEFAULT_COMPANY, help="name of a new company")
    parser.add_argument("--every", type=float, metavar="SECONDS", help="instead of the .qwc's")
    parser.add_argument(
        "--pause", type=float, default=5.0, metavar="SECONDS", help="after the service's NoOp"
    )
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
