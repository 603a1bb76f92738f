"""No code looks whether a row is there and then adds it: another worker may add it in between.

Rows are stored by `include.database.upserts`. Whatever adds one to a session is named here, with what keeps two
workers from adding the same row.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

INCLUDE = Path(__file__).resolve().parents[2] / "include"

OWN = "each row is one of its own: no unique constraint makes two of them the same"
RANDOM = "its key is random"
LOCKED = "it has locked the company's row"
LOCKED_SOURCE = "it has locked the source's row"
LEASED = "only what posts does so, and its transactions hold the company's lease"

APART = {
    "database/acts.py:note_act": OWN,
    "database/alerts/channels.py:add_channel": OWN,
    "database/feeds/deciding.py:dismiss": OWN,
    "database/feeds/profiles.py:save_profile": LOCKED_SOURCE,
    "database/feeds/secrets.py:new_secret": LOCKED_SOURCE,
    "database/months/sign_offs.py:sign_off": LOCKED,
    "database/approvals.py:ask": OWN,
    "database/setup/company_access.py:change_list": LOCKED,
    "database/setup/connect_attempts.py:begin": RANDOM,
    "sync/move/going_back.py:_give_back": LOCKED,
    "sync/move/needed.py:_add": LOCKED,
    "sync/move/needed.py:list_needed": LOCKED,
    "sync/move/rest_of_switch.py:_keep": LOCKED,
    "sync/move/starting.py:_start": LOCKED,
    "sync/quickbooks_state/party_links.py:link_party": LEASED,
    "sync/quickbooks_state/responses.py:_link_document": LEASED,
    "web/frame/event_log.py:_to_airflow": OWN,
    "web_connector/database_queue.py:DatabaseQueue.ask": OWN,
}
"""Functions that add rows no other worker can add, and why."""

AGAIN = {
    "database/feeds/arrivals.py:store_arrival.store": "database/feeds/arrivals.py:store_arrival",
    "database/setup/companies.py:connect_company.connect": "database/setup/companies.py:connect_company",
    "database/setup/companies.py:_insert": "database/setup/companies.py:activate database/setup/companies.py:change",
    "database/setup/desktop_connections.py:create_connection.create": (
        "database/setup/desktop_connections.py:create_connection"
    ),
    "sync/diff/store_linkings.py:_store": "sync/diff/store_plan.py:store_plans",
    "sync/diff/store_plan.py:_store": "sync/diff/store_plan.py:store_plans",
    "sync/diff/stray_entries.py:_link": "sync/diff/stray_entries.py:tell_strays",
    "sync/diff/stray_entries.py:match_party": (
        "sync/diff/stray_entries.py:tell_strays sync/rebuild/rebuilding.py:Rebuilder._link_orphans"
    ),
    "sync/rebuild/linking.py:_store": "sync/rebuild/linking.py:store_pairing",
    "sync/rebuild/orphans.py:link_orphans": "sync/rebuild/rebuilding.py:Rebuilder._link_orphans",
    "sync/rebuild/parties.py:store_parties": "sync/rebuild/linking.py:store_pairing",
    "sync/diff/named_entries.py:_link": "sync/diff/named_entries.py:link_named",
    "sync/existing/booking.py:_store": (
        "sync/existing/booking.py:mark_booked sync/existing/booking.py:mark_record_booked"
    ),
    "sync/existing/decided.py:note_figures": "sync/diff/store_plan.py:store_plans",
    "sync/existing/deciding.py:not_the_same.store": "sync/existing/deciding.py:not_the_same",
    "sync/existing/linking.py:_link_match": (
        "sync/existing/linking.py:link_certain sync/existing/linking.py:link"
    ),
    "sync/existing/parties.py:_match": (
        "sync/existing/linking.py:link_certain sync/existing/linking.py:link"
    ),
    "sync/run/opening.py:_new_run": "sync/run/opening.py:open_run",
    "sync/run/taking_over.py:_taken_over": "sync/run/taking_over.py:run_of_task",
    "sync/run/taking_over.py:_hand_on_planned": "sync/run/taking_over.py:run_of_task",
    "web_connector/database_queue.py:DatabaseQueue.put.queue": (
        "web_connector/database_queue.py:DatabaseQueue.put"
    ),
    "web_connector/sessions.py:open_session": "web_connector/service.py:WebConnectorService._begin",
}
"""Functions that add rows another worker may add too, and those that do their transaction once more then."""

INSERTS = {
    "database/feeds/arrivals.py",  # parts of an arrival that the same transaction added
    "database/feeds/keeping.py",  # versions: each row is one of its own
    "database/feeds/reading.py",  # rows on hold of the one arrival of a source that is read
    "database/trail/events.py",  # numbered under the company's lock
    "database/upserts.py",
}
"""Modules that write INSERT by themselves."""


@cache
def functions() -> dict[str, ast.AST]:
    """Every function of the product, by "database/acts.py:note_act"; nested ones after a dot."""

    def inside(node: ast.AST, path: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            name = getattr(child, "name", "")
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from inside(child, f"{path}.{name}")
                if not isinstance(child, ast.ClassDef):
                    yield f"{path}.{name}".replace(":.", ":"), child
            else:
                yield from inside(child, path)

    return {
        name.replace(":.", ":"): node
        for module, tree in modules().items()
        for name, node in inside(tree, f"{module}:")
    }


@cache
def modules() -> dict[str, ast.Module]:
    files = [path for path in INCLUDE.rglob("*.py") if "migrations" not in path.parts]
    return {str(one.relative_to(INCLUDE)): ast.parse(one.read_text("utf-8")) for one in files}


def calls(function: ast.AST) -> set[str]:
    """What a function calls, "session.add", without what the functions inside it call."""
    found = set()
    pending = list(ast.iter_child_nodes(function))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
        pending += ast.iter_child_nodes(node)
    return found


def test_whatever_adds_rows_says_why_no_other_worker_adds_the_same() -> None:
    adding = {"session.add", "session.add_all", "session.merge", "session.bulk_save_objects"}
    found = {name for name, function in functions().items() if calls(function) & adding}
    assert found == APART.keys() | AGAIN.keys()


@pytest.mark.parametrize(
    "again", sorted({one for names in AGAIN.values() for one in names.split()})
)
def test_who_meets_anothers_row_does_the_transaction_again(again: str) -> None:
    called = calls(functions()[again])
    assert any(call.endswith("atabase.write") for call in called)
    assert not any(call.endswith(".writing") for call in called)


def test_a_session_has_that_name_everywhere() -> None:
    """By it the other tests know what adds a row."""
    others = [
        f"{name}: {argument.arg}"
        for name, function in functions().items()
        for argument in ast.walk(function)
        if isinstance(argument, ast.arg)
        and argument.annotation is not None
        and ast.unparse(argument.annotation) == "Session"
        and argument.arg != "session"
    ]
    opened = [
        f"{module}: {ast.unparse(item)}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
        if "riting()" in ast.unparse(item.context_expr)
        and item.optional_vars is not None
        and "session" not in ast.unparse(item.optional_vars)
    ]
    assert others + opened == []


def test_only_one_module_writes_inserts_that_meet_others_rows() -> None:
    found = {
        module
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and {alias.name for alias in node.names} & {"insert", "postgresql", "sqlite"}
    }
    assert found == INSERTS
