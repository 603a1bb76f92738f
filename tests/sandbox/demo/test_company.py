"""Turning on the demo's workflows: the first time, again, and with other templates."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.setup.companies import NewWorkflow, activate, connect_company
from include.database.tables.companies import Company
from include.workflows.template import template
from sandbox.demo.company import set_up_workflows
from sandbox.demo.console import Console
from sandbox.demo.processes import Processes
from sandbox.demo.settings import DemoSettings


class RecordedCommands(Processes):
    """Records the commands instead of running them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Console())
        self.commands: list[list[str]] = []

    def run(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        limit: float = 0,
    ) -> str:
        assert (name, limit) == ("setup", 0)
        assert environment == {}
        self.commands.append(list(command))
        return ""

    @property
    def setups(self) -> list[tuple[str, bool]]:
        """The templates that were turned on, and whether each replaced another one."""
        return [
            (command[command.index("--template") + 1], "--change" in command)
            for command in self.commands
        ]


@pytest.fixture
def settings(sqlite_database: Database, tmp_path: Path) -> DemoSettings:
    """A demo that had deposits and bills, and is started with deposits and checks."""
    company = Company(
        id="willow-park",
        name="Willow & Park Realty",
        edition="online",
        realm_id="1",
        core_connection="core",
        quickbooks_connection="quickbooks",
        timezone="America/Chicago",
    )
    connect_company(sqlite_database, company, actor="demo")
    for key in ("income-via-deposits", "expenses-via-bills"):
        new = NewWorkflow(template(key).category, key, options={}, actor="demo")
        activate(sqlite_database, "willow-park", new)
    return DemoSettings(
        state=tmp_path, income="income-via-deposits", expenses="expenses-via-checks"
    )


def test_only_a_different_template_replaces_the_current_one(
    settings: DemoSettings, tmp_path: Path
) -> None:
    processes = RecordedCommands(tmp_path)
    sentences = set_up_workflows(processes, settings, {})
    assert processes.setups == [
        ("income-via-deposits", False),
        ("expenses-via-checks", True),
        ("billings-and-payments", False),
    ]
    assert sentences == [
        "expenses-via-checks replaces expenses-via-bills; its existing entries don't change"
    ]


def test_a_canadian_company_is_set_up_with_its_tax_codes(
    settings: DemoSettings, tmp_path: Path
) -> None:
    processes = RecordedCommands(tmp_path)
    set_up_workflows(processes, dataclasses.replace(settings, country="CA"), {})
    chosen = [
        [word for flag, word in itertools.pairwise(command) if flag == "--option"]
        for command in processes.commands
    ]
    assert chosen == [
        ["tax_code=HST ON"],
        ["registered_tax_code=HST ON", "unregistered_tax_code=Exempt"],
        ["tax_code=HST ON"],
    ]


def test_a_workflow_that_the_subscription_cannot_do_is_not_set_up(
    settings: DemoSettings, tmp_path: Path
) -> None:
    processes = RecordedCommands(tmp_path)
    set_up_workflows(processes, dataclasses.replace(settings, billing=""), {})
    assert [key for key, _ in processes.setups] == ["income-via-deposits", "expenses-via-checks"]
