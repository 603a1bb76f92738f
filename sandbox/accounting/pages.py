"""Pages for people: templates that every QuickBooks sandbox shows, beside those of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from fastapi.templating import Jinja2Templates
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, select_autoescape

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def templates(
    folder: Path, product: str, own_pages: Mapping[str, str] | None = None
) -> Jinja2Templates:
    """The templates of a sandbox, escaped, with nothing from outside.

    Args:
        folder: its own templates; those that all have stand behind them.
        product: what the pages are headed with: "QuickBooks Online".
        own_pages: further pages of a company, by their place in addresses: its name in the menu.
    """
    loader = ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(_HERE / "templates")])
    environment = Environment(loader=loader, autoescape=select_autoescape())
    environment.filters |= {"money": _money, "dollars": _dollars, "words": _words}
    environment.globals |= {"product": product, "own_pages": own_pages or {}}
    return Jinja2Templates(env=environment)


def _money(cents: int) -> str:
    """Cents as people read them: 1,234.50."""
    return f"{Decimal(cents).scaleb(-2):,.2f}"


def _dollars(value: Decimal) -> str:
    """Dollars as people read them."""
    return _money(int(value * 100))


def _words(name: str) -> str:
    """A name of the API as words: `SalesReceipt` is `Sales receipt`."""
    return _CAPITAL.sub(" ", name).capitalize()
