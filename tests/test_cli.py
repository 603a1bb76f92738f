"""What the command cannot do it says in a sentence, with exit code 1 and no traceback."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from include import cli
from include.database.companies import connect_company
from include.database.engine import Database
from include.database.tables.companies import Company
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.tokens import Tokens
from include.settings import database_url
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", f"sqlite:///{tmp_path / 'corebooks.db'}")
    assert cli.main(["migrate"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["setup", "--company", "nobody", "--template", "expenses-via-bills"], "Connect it first"),
        (
            ["setup", "--company", "nobody", "--template", "magic"],
            "There is no template named 'magic'",
        ),
    ],
)
def test_an_impossible_setup_is_answered_with_what_to_do(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 1
    assert said in capsys.readouterr().err


def test_a_report_before_the_first_run_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["report", "--company", "nobody", "--json"]) == 0
    assert capsys.readouterr().out.strip() == "[]"


@pytest.fixture
def simple_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """A connected company on the smallest plan, which has no bills and no classes."""
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", Fernet.generate_key().decode())
    with running_sandbox(offering_sku="QuickBooks Online Simple Start") as sandbox:
        extra = {"environment": "sandbox", "oauth_url": sandbox.url, "app_url": sandbox.url}
        connection = {
            "conn_type": "quickbooks_online",
            "host": sandbox.url,
            "login": "sandbox-client",
            "password": "sandbox-secret",
            "extra": extra,
        }
        monkeypatch.setenv("AIRFLOW_CONN_BOOKS", json.dumps(connection))
        database = Database(database_url())
        company = Company(
            id="willow",
            name="Willow & Park Realty",
            edition="online",
            realm_id=sandbox.realm,
            core_connection="core",
            quickbooks_connection="books",
            timezone="America/Chicago",
        )
        connect_company(database, company, actor="finance ops")
        granted, now = sandbox.tokens(), dt.datetime.now(dt.UTC)
        with vault(database, "willow").locked() as lock:
            lock.save(
                Tokens(
                    access_token=granted["access_token"],
                    refresh_token=granted["refresh_token"],
                    access_expires_at=now + dt.timedelta(hours=1),
                    refresh_expires_at=now + dt.timedelta(days=100),
                )
            )
        database.close()
        yield sandbox


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.mark.usefixtures("simple_start")
def test_what_the_plan_lacks_is_shown_with_the_reason_and_cannot_be_chosen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, text = said(capsys, "templates", "--company", "willow")
    bills = next(line for line in text.splitlines() if "expenses-via-bills" in line)
    assert "not available: this QuickBooks company has no bills" in bills
    checks = next(line for line in text.splitlines() if "expenses-via-checks" in line)
    assert "not available" not in checks

    setup = ("setup", "--company", "willow", "--template")
    code, text = said(capsys, *setup, "expenses-via-bills")
    assert code == 1
    assert "can't be used because this QuickBooks company has no bills. Choose another" in text
    code, text = said(capsys, *setup, "expenses-via-checks", "--option", "class_field=Office")
    assert (code, "has no classes" in text) == (1, True)
    assert said(capsys, *setup, "expenses-via-checks")[0] == 0


@pytest.mark.usefixtures("simple_start")
def test_a_second_template_names_the_first_and_a_change_is_asked_for_by_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    setup = ("setup", "--company", "willow", "--template")
    assert said(capsys, *setup, "income-via-deposits")[0] == 0
    code, text = said(capsys, *setup, "income-via-invoices")
    assert code == 1
    assert "already has an active workflow for brokerage income: income-via-deposits" in text
    code, text = said(capsys, *setup, "income-via-invoices", "--change")
    assert (code, "active (version 2)" in text) == (0, True)


@pytest.mark.usefixtures("simple_start")
def test_rules_for_items_are_given_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    setup = ("setup", "--company", "willow", "--template", "income-via-deposits", "--option")
    code, text = said(capsys, *setup, "item_rules=[{'name': 'Referral fee'}]")
    assert (code, "Write it like" in text) == (1, True)
    assert said(capsys, *setup, 'item_rules=[{"name": "Referral fee", "sync": false}]')[0] == 0


def test_who_stands_for_whom_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "link", "--party", "Amy", "--to", "12")
    assert code == 1
    assert "names no customer or vendor" in text
