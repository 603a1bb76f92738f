"""The companies, for people and for scripts."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run
from tests.sync.office import KEY


def test_before_the_first_company_it_says_how_to_connect_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    code, text = run("companies")
    assert (code, "No company is connected yet." in text) == (0, True)
    assert run("companies", "--json") == (0, "[]\n")


@pytest.mark.usefixtures("simple_start")
def test_each_company_has_its_status_and_its_workflows(run: Run) -> None:
    run("setup", "--company", "willow", "--template", "income-via-deposits")
    code, text = run("companies", "--json")
    (company,) = json.loads(text)
    assert code == 0
    assert company["id"] == "willow"
    assert company["name"] == "Willow & Park Realty"
    assert company["connection"] == "Connected"
    assert company["workflows"] == ["brokerage_income"]
    line = run("companies")[1].splitlines()[1]
    assert line.split()[:4] == ["willow", "Willow", "&", "Park"]


@pytest.mark.usefixtures("simple_start")
def test_a_company_that_was_disconnected_says_what_to_do(run: Run) -> None:
    assert run("disconnect", "--company", "willow", "--yes")[0] == 0
    text = run("companies")[1]
    assert "Disconnected" in text
    assert "To resume, select Reconnect." in text
