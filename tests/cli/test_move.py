"""Moving a company from a terminal: from the first step to the switch, and every question that is asked."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from include.database.engine import Database
from include.database.reads.companies import company_with_id
from include.settings import database_url
from sandbox.conversion.copying import copy
from sandbox.demo.consent import grant
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.cli.conftest import Run

REALM = "9130000000000777"
MOVE = ("--company", "willow")


@pytest.fixture
def moved(simple_start: RunningSandbox) -> RunningSandbox:
    """The sandbox, which has the company's copy too."""
    runtime = simple_start.app.state.runtime
    copy(runtime, simple_start.realm, REALM, "Willow & Park 2027")
    return simple_start


def sign_in(run: Run, sandbox: RunningSandbox, realm: str) -> tuple[int, str]:
    code, text = run("move", "connect", *MOVE, "--quickbooks", "books", "--print-url")
    assert code == 0
    answer = grant(text.split()[-1], realm)
    assert sandbox.url
    return run("move", "connect", *MOVE, "--quickbooks", "books", "--answer", answer)


def test_a_company_moves_step_by_step(run: Run, moved: RunningSandbox) -> None:
    code, text = run("move", "status", *MOVE)
    assert (code, "isn't being moved" in text) == (0, True)
    code, text = run("move", "start", *MOVE)
    assert (code, "nothing is posted to Willow & Park Realty" in text) == (1, True)
    assert text.rstrip().endswith("add --yes. Nothing was changed.")
    code, text = run("move", "start", *MOVE, "--yes")
    assert (code, "Next: connect QuickBooks Online" in text) == (0, True)

    code, text = sign_in(run, moved, moved.realm)
    assert (code, "is the company that is left" in text) == (1, True)
    code, text = sign_in(run, moved, REALM)
    assert (code, "Connected Willow & Park 2027" in text) == (0, True)

    code, text = run("move", "switch", *MOVE, "--yes")
    assert (code, "Run `corebooks move match` first" in text) == (1, True)
    code, text = run("move", "match", *MOVE)
    assert (code, "Next: corebooks move switch" in text) == (0, True)
    assert run("move", "review", *MOVE) == (0, "Everything was found.\n")
    assert "There is no proof yet." in run("move", "proof", *MOVE)[1]
    code, text = run("move", "switch", *MOVE, "--yes")
    assert (code, "Switched. 0 entries" in text) == (0, True)
    with closing(Database(database_url())) as database, database.reading() as session:
        company = company_with_id(session, "willow")
    assert company is not None
    assert (company.realm_id, company.name) == (REALM, "Willow & Park 2027")
    state = json.loads(run("move", "status", *MOVE, "--json")[1])
    assert (state["state"], state["next"]) == ("switched", "nothing")


def test_a_move_that_is_canceled_asks_to_reconnect(run: Run, moved: RunningSandbox) -> None:
    run("move", "start", *MOVE, "--yes")
    sign_in(run, moved, REALM)
    code, text = run("move", "cancel", *MOVE, "--yes")
    assert (code, "Select Reconnect under Integrations." in text) == (0, True)
    code, text = run("move", "switch", *MOVE, "--yes")
    assert (code, "isn't being moved" in text) == (1, True)


def test_what_is_chosen_must_be_there(run: Run, moved: RunningSandbox) -> None:
    run("move", "start", *MOVE, "--yes")
    sign_in(run, moved, REALM)
    run("move", "match", *MOVE)
    code, text = run("move", "choose", *MOVE, "--entry", "nothing", "--to", "7")
    assert (code, "CoreBooks has no entry 'nothing'" in text) == (1, True)
    code, text = run("move", "choose", *MOVE, "--name", "vendor", "--to", "7")
    assert (code, "isn't a kind and an ID with a colon" in text) == (1, True)
    assert run("move", "choose", *MOVE, "--to", "7")[0] == 2
