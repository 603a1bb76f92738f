"""The doors of the installed package: the command, and what Airflow loads.

Everything else is in the package `include`. If another package of that name is on Python's path, one of the two
would be used in the other's place: each door refuses with a sentence instead. So this module may not import it
before it has looked.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_LOOK = Path(__file__).resolve().parent / "include" / "only_one.py"


def another_package() -> str:
    """What is wrong if another package `include` is on the path; empty if none is."""
    spec = spec_from_file_location("corebooks_only_one", _LOOK)
    if spec is None or spec.loader is None:
        return f"CoreBooks isn't installed completely: {_LOOK} is missing. Install it again."
    look = module_from_spec(spec)
    spec.loader.exec_module(look)
    said: str = look.sentence(look.other_packages())
    return said


def main() -> int:
    """The `corebooks` command; `include.cli` has the exit codes."""
    if said := another_package():
        print(said, file=sys.stderr)
        return 1
    from include import cli  # noqa: PLC0415  (only after the look)

    return cli.main()


def get_provider_info() -> dict[str, Any]:
    """Airflow's provider entry point.

    Raises:
        ImportError: another package `include` is on the path; the message says what to do.
    """
    _refuse()
    from include.provider import get_provider_info as info  # noqa: PLC0415  (as above)

    return info()


def __getattr__(name: str) -> Any:
    if name != "CoreBooksPlugin":
        raise AttributeError(name)
    _refuse()
    from include.web.plugin import CoreBooksPlugin  # noqa: PLC0415  (as above)

    return CoreBooksPlugin


def _refuse() -> None:
    if said := another_package():
        raise ImportError(said)
