"""Saying who charges sales tax in the demo: every second payee, by the file that finance ops would fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from include.core_backoffice.files.payee_tax_file import read_payee_answers
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.payee_tax import decide, note_payees
from include.database.tables.companies import Company
from sandbox.demo.console import Console
from sandbox.demo.payees import charging, decide_payees
from sandbox.demo.processes import Processes
from sandbox.demo.settings import DemoSettings

PAYEES = {f"vendor/agent:{id_}": name for id_, name in ((1, "Amy"), (2, "Ben"), (3, "Cleo"))}


class AtTheDesk(Processes):
    """Takes the file as `corebooks payee-tax` does, in this process."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(folder, Console())
        self.database = database

    def run(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        limit: float = 0,
    ) -> str:
        company = command[command.index("--company") + 1]
        file = Path(command[command.index("--file") + 1])
        with file.open("rb") as content:
            answers = read_payee_answers(file.name, content, PAYEES)
        assert (name, environment, limit) == ("payee-tax", {}, 0)
        assert answers.problems == []
        with self.database.writing() as session:
            for key, charges in answers.charges.items():
                decide(session, company, key, charges=charges, actor="finance")
        return ""


def test_every_second_payee_charges_it_and_who_is_decided_stays(
    sqlite_database: Database, tmp_path: Path
) -> None:
    settings = DemoSettings(state=tmp_path, country="CA")
    company = Company(
        id=settings.company,
        name="Willow & Park Realty",
        edition="online",
        realm_id=settings.realm,
        core_connection="core",
        quickbooks_connection="quickbooks",
        timezone="America/Toronto",
        currency="CAD",
    )
    connect_company(sqlite_database, company, actor="demo")
    with sqlite_database.writing() as session:
        note_payees(session, settings.company, PAYEES)
        decide(session, settings.company, "vendor/agent:1", charges=False, actor="finance")
    processes = AtTheDesk(sqlite_database, tmp_path)
    said = decide_payees(processes, settings, {})
    assert said == "1 of 2 payees charge sales tax, by payee-tax-ca.csv"
    assert charging(settings) == dict(zip(PAYEES, (False, True, False), strict=True))
    assert decide_payees(processes, settings, {}) == ""
