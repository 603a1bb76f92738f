"""The commands of docs/lost-database.md rebuild a lost database as they are typed there."""

from __future__ import annotations

import re
import shlex

from tests.cli.conftest import Run
from tests.cli.test_rebuild import lost_office
from tests.docs.test_reading_order import ROOT
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office

__all__ = ["lost_office"]


def commands() -> list[list[str]]:
    """All of the page, without the name of the program."""
    text = (ROOT / "docs" / "lost-database.md").read_text(encoding="utf-8")
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    assert all(line.startswith("corebooks ") for line in lines)
    return [shlex.split(line)[1:] for line in lines]


def test_they_can_be_typed_one_after_the_other(run: Run, lost_office: Office) -> None:
    typed = commands()
    assert [one[0] for one in typed] == [
        "migrate",
        "connect",
        "rebuild",
        "rebuild",
        "verify-trail",
        "runs",
    ]
    assert all(COMPANY in one for one in typed[1:])
    for one in typed:
        code, text = run(*one)
        assert code == 0, f"{one}: {text}"
    before = len(lost_office.quickbooks.entries())
    for category in (INCOME, EXPENSES):
        lost_office.run(category)
    assert len(lost_office.quickbooks.entries()) == before
