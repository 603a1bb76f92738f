"""What the page on going live names is there: buttons, options, pages, commands."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "go-live.md").read_text(encoding="utf-8")
AIRFLOWS_OWN = {"Admin > Connections"}
"""Airflow's menu, as docs/screens.md shows it."""

BOLD = sorted({" ".join(bold.split()) for bold in re.findall(r"\*\*(.+?)\*\*", PAGE, re.DOTALL)})
COMMANDS = sorted(set(re.findall(r"`corebooks ([a-z-]+)", PAGE)))


def _shown() -> str:
    """All that the pages can show: their templates, and the texts that the code puts into them."""
    files = [*(ROOT / "include").rglob("*.html"), *(ROOT / "include").rglob("*.py")]
    files += (ROOT / "plugins").glob("*.py")
    text = " ".join(file.read_text(encoding="utf-8") for file in files)
    return " ".join(html.unescape(text).split())


SHOWN = _shown()


@pytest.mark.parametrize("name", BOLD)
def test_every_name_in_bold_is_on_a_page(name: str) -> None:
    assert name in AIRFLOWS_OWN or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", SHOWN)


def test_a_name_that_no_page_has_would_be_found() -> None:
    assert len(BOLD) > 15
    assert "Book it" not in SHOWN


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_one(name: str) -> None:
    told = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "include.cli", name, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize(
    "address", sorted(set(re.findall(r"https://[a-z.]*intuit\.com/?[^\s)`|]*", PAGE)))
)
def test_every_address_of_intuit_is_one_that_it_publishes(address: str) -> None:
    """Its documentation, its blog, or the services that the code calls."""
    assert address.startswith(
        (
            "https://developer.intuit.com/app/developer/qbo/docs/",
            "https://blogs.intuit.com/",
            "https://quickbooks.api.intuit.com",
            "https://sandbox-quickbooks.api.intuit.com",
        )
    )
