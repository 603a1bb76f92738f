"""A command shows a company only to who can see it on the pages."""

from __future__ import annotations

import getpass
from contextlib import closing

import pytest

from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.settings import database_url
from tests.cli.conftest import Run
from tests.database.setup.test_companies import willow_park


@pytest.mark.parametrize(
    ("user", "code"),
    [
        pytest.param("finn", 0, id="on the list"),
        pytest.param("ada", 1, id="not on it"),
        pytest.param("airflow", 0, id="the account that CoreBooks runs as"),
    ],
)
def test_the_list_of_a_company_holds_for_commands(
    run: Run, monkeypatch: pytest.MonkeyPatch, user: str, code: int
) -> None:
    with closing(Database(database_url())) as database:
        connect_company(database, willow_park(), actor="finn")
        for id_, name in (("1", "finn"), ("2", "ada")):
            note_visit(database, id_, name, may_sync=True, may_connect=True)
        change_list(database, "willow", ["1"], "ada")
    monkeypatch.setattr(getpass, "getuser", lambda: user)
    answered, said = run("report", "--company", "willow", "--json")
    assert answered == code
    assert ("CoreBooks has no company with the ID willow." in said) is (code == 1)
    # Without an ID it's the only company, which is hidden all the same.
    said = run("match", "--key", "vendor/agent:1", "--to", "none")[1]
    assert ("CoreBooks has no company with the ID willow." in said) is (code == 1)
