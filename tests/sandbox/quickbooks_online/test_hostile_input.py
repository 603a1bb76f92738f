"""Whatever is sent: QuickBooks takes it or refuses it with a code, and the books balance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.quickbooks_online import operations, reports
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.errors import MESSAGES, Refusal
from sandbox.quickbooks_online.operations import Operation
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.settings import DEFAULT_REALM, StartSettings
from tests.profiles import examples

DETAILS = (
    "SalesItemLineDetail",
    "AccountBasedExpenseLineDetail",
    "ItemBasedExpenseLineDetail",
    "DepositLineDetail",
    "JournalEntryLineDetail",
    "DiscountLineDetail",
    "DescriptionOnly",
    "SubTotalLineDetail",
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-100, 100),
    st.decimals(-100, 100, places=3),
    st.sampled_from(["", "x", "1", "12.50", "2026-01-31", "Check", "Debit", "USD", "y" * 4001]),
)
REFS = st.fixed_dictionaries({"value": st.sampled_from(["1", "2", "13", "20", "999", None])})
LINKS = st.lists(
    st.fixed_dictionaries(
        {
            "TxnId": st.sampled_from(["1", "2", None]),
            "TxnType": st.sampled_from(["Invoice", "Bill", "Payment", "X"]),
        }
    )
    | SCALARS,
    max_size=2,
)
DETAIL = st.dictionaries(
    st.sampled_from(["AccountRef", "ItemRef", "PostingType", "Entity", "Qty", "UnitPrice", "Odd"]),
    REFS | SCALARS | st.sampled_from(["Debit", "Credit"]),
    max_size=4,
)


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(DETAILS))
    line: dict[str, Any] = {"Amount": draw(SCALARS), kind: draw(DETAIL | SCALARS)}
    if draw(st.booleans()):
        line["DetailType"] = kind
    if draw(st.booleans()):
        line["LinkedTxn"] = draw(LINKS | SCALARS)
    return line


@st.composite
def requests(draw: st.DrawFn) -> Operation:
    spec = draw(st.sampled_from(list(SPECS.values())))
    anything = st.one_of(SCALARS, REFS, st.lists(lines() | SCALARS, max_size=3))
    names = [*spec.fields, "Id", "SyncToken", "sparse", "Unknown"]
    body = draw(st.dictionaries(st.sampled_from(names), anything, max_size=5))
    for name in spec.required:
        likely = {"Line": st.lists(lines(), min_size=1, max_size=3)}.get(name, REFS)
        body.setdefault(name, draw(likely | SCALARS))
    verb = draw(st.sampled_from(["create", "create", "update", "void", "delete"]))
    return Operation(verb, spec, body, {})


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    opened = Runtime(StartSettings())
    for kind in ("Customer", "Vendor"):
        named = Operation("create", SPECS[kind], {"DisplayName": kind}, {})
        with opened.store.transaction():
            operations.perform(opened.company(DEFAULT_REALM), named)
    yield opened
    opened.store.close()


@settings(
    max_examples=examples(400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(operation=requests())
def test_it_is_taken_or_refused(runtime: Runtime, operation: Operation) -> None:
    company = runtime.company(DEFAULT_REALM)
    refused: Refusal | None = None
    try:
        with runtime.store.transaction():
            operations.perform(company, operation)
    except Refusal as refusal:
        refused = refusal
    assert refused is None or (refused.code in MESSAGES and refused.detail)
    assert reports.trial_balance(company)["balanced"]
