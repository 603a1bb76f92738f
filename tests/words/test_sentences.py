"""Sentences are for bookkeepers: no keys, no names of API fields, right articles, blanks, and dates.

What the code makes of broken input is read as it is made; all other texts as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.wording import shown
from include.quickbooks.desktop.wire.fault_table import HRESULTS, LOCKS, STATUS_CODES
from include.quickbooks.online.wire.error_codes.fault_table import TABLE
from tests.core_backoffice.deals import CommissionList, agent, vendor
from tests.core_backoffice.fakes import (
    FakeApi,
    billing_item,
    contact,
    error,
    html,
    transaction,
    user,
)
from tests.profiles import is_quick
from tests.words.texts import texts

WRONG = {
    "a record's key": r"\b(?:transaction|statement|agent|vendor|billing_item|customer):[\w.-]+",
    "an API's name": r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[A-Z]{2,}(?:_[A-Z]+)+\b",
    "the wrong article": r"\b[Aa] (?=[aeiouAEIO]\w)(?!uni|use|one|US)|\b[Aa]n (?=[bcdfgjklmpqrstvwxyz])(?!hour)",
    "two blanks": r"\S {2,}\S",
    "an ISO date": r"\b\d{4}-\d\d-\d\d\b",
    "Python's spelling": r"\b(?:None|True|False|Decimal)\b|\[\]|\{\}|\{'",
    "a blank before a period": r" [.,;]( |$)",
}
BROKEN: tuple[object, ...] = (
    None,
    "",
    "see attached",
    "two\nlines  and\tmore",
    -1,
    0.001,
    10**20,
    True,
    [],
    {"a": 1},
    "2026-02-30",
)


def wrong_in(text: str) -> list[str]:
    return [what for what, pattern in WRONG.items() if re.search(pattern, text)]


def whole_core() -> dict[str, Any]:
    """Everything that CORE answers about one transaction, one statement and who is on them."""
    rows = (
        CommissionList()
        .gross(10_000_00)
        .ours(10_000_00)
        .debit("Referral", 1_000_00, vendor(7))
        .credit("Builder bonus", 500_00)
        .split(45, 7_200_00)
        .agent_debit(45, "Team leader fee", 144_00, agent(46))
        .agent_credit(45, "Marketing", 10_00)
        .finalized()
    )
    payment = {"id": 1, "amount": 95, "paid_at": 1_780_000_000_000, "method": "card"}
    return {
        "/v1/users": [user(45), user(46)],
        "/v1/users/45": user(45),
        "/v1/users/46": user(46),
        "/v1/contacts/7": contact(7),
        "/v1/transactions/1": transaction(1),
        "/v1/transactions/1/commissions": [
            {**row, "calculated_dollar_amount": float(row["calculated_dollar_amount"])}
            for row in rows
        ],
        "/v1/users/45/billing_items": [
            billing_item(1, 95, status="paid", payments=[payment]),
            billing_item(2, 20, name="Agent credit", item_type="credit"),
        ],
    }


def rows_of(answers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every row of every answer, those within others too."""
    for answer in answers.values():
        for row in answer if isinstance(answer, list) else [answer]:
            yield row
            yield from row.get("payments", ())


def problems(answers: dict[str, Any]) -> list[RecordProblem]:
    api = FakeApi(answers)
    read = [
        api.source().transaction("1"),
        *api.source().billing_statements(["45"]),
        *api.source().agents_changed(None),
    ]
    return [one for one in read if isinstance(one, RecordProblem)]


def spoilt() -> Iterator[tuple[str, dict[str, Any]]]:
    """CORE with one field broken at a time, in every way, and with what it has not."""
    for place, row in enumerate(rows_of(whole_core())):
        for field in row:
            for value in BROKEN[: -1 if field == "id" else None]:
                answers = whole_core()
                next(one for at, one in enumerate(rows_of(answers)) if at == place)[field] = value
                yield f"{field}={value!r}", answers
    for path in ("/v1/users/46", "/v1/contacts/7", "/v1/transactions/1/commissions"):
        failures: tuple[Any, ...] = (None, html(), error(500, {"error": "?"}), [], {})
        for answer in failures:
            answers = whole_core()
            answers[path] = answer
            if answer is None:
                del answers[path]
            yield f"{path}: {answer}", answers


def test_what_is_said_of_broken_records_is_for_bookkeepers() -> None:
    said: dict[str, list[str]] = {}
    for _, answers in islice(spoilt(), 0, None, 12 if is_quick() else 1):
        for problem in problems(answers):
            for text in (problem.sentence, problem.what_to_do):
                if found := wrong_in(without_values(text)):
                    said[text] = found
            of_item = problem.record_key.startswith("billing_item:")
            if not of_item and problem.known.number not in problem.sentence:
                said[problem.sentence] = ["no number"]
    assert said == {}


def without_values(text: str) -> str:
    """Without what was quoted from CORE."""
    for value in BROKEN:
        if isinstance(value, str) and value:
            text = text.replace(shown(value), "“…”").replace(value, "…")
    return text


ONLINE = [(row.codes or row.words, row.sentence, row.what_to_do) for row in TABLE]
DESKTOP = [
    (row.code or row.words, row.sentence, row.what_to_do)
    for row in (*LOCKS, *STATUS_CODES, *HRESULTS)
]


@pytest.mark.parametrize("table", [ONLINE, DESKTOP], ids=["Online", "Desktop"])
def test_what_is_said_of_quickbooks_errors_is_for_bookkeepers(
    table: list[tuple[str, str, str]],
) -> None:
    name = "invoice TR-1 of $10.00"
    filled = [
        text.format(
            record=name,
            Record=name.capitalize(),
            returned="Object not found.",
            code="6000",
            tax="sales tax",
        ).replace("intuit_tid", "trace ID")
        for _, sentence, what_to_do in table
        for text in (sentence, what_to_do)
    ]
    assert {text: wrong_in(text) for text in filled if wrong_in(text)} == {}


NAMES_OF_OTHERS = re.compile(
    r"intuit_tid|django_htmx|base_url|database_url|ledger_url|fernet_key|AIRFLOW_HOME|trail_key|webhook_token|import_folders|run_path|run_name|__main__|"
    r"sql_alchemy_conn|dag_bundle_config_list|dag_processor|corebooks_plugin\.py|"
    r"quickbooks_keepalive|invalid_client unauthorized_client|vendor/agent:45|PRAGMA \S+|"
    r"json_remove.*|SET LOCAL \S+|OLD\.payload.*|CREATE .*|DROP (?:TRIGGER|FUNCTION).*|SHOW .*|corebooks_checkpoints|corebooks_inbox|"
    r"token_url|client_id|refresh_token|"
    r'\[\{"name".*|[a-z_]+ (?:IS NULL|IS NOT NULL|<>).*'
)
"""Settings, codes and commands that a sentence must quote, and SQL."""


def test_what_is_written_is_for_bookkeepers() -> None:
    """A value is read as “{}”: its article is made by `include.books.wording.a`."""
    found = []
    for text in texts("include"):
        if " " not in text.text.strip() or text.path.endswith(".html"):
            continue
        plain = NAMES_OF_OTHERS.sub("", text.text)
        if not re.search(r"[A-Z.]", plain):
            continue  # codes, one after the other
        wrong = [
            what
            for what in ("a record's key", "an API's name", "the wrong article", "an ISO date")
            if re.search(WRONG[what], plain)
        ]
        if re.search(r"\b[Aa]n? (?:\{\}|%s)", plain):
            wrong.append("an article before a value")
        if wrong:
            found.append(f"{text.path}:{text.line}: {wrong}: {' '.join(text.text.split())[:100]}")
    assert found == []
