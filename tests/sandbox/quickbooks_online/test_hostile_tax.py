"""Whatever is sent of tax: a company abroad takes it or refuses it with a code, and the books balance."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sandbox.quickbooks_online import operations, reports
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.errors import MESSAGES, Refusal
from sandbox.quickbooks_online.operations import Operation
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.settings import DEFAULT_REALM, Settings, StartSettings
from tests.profiles import examples
from tests.sandbox.quickbooks_online.test_hostile_input import REFS, SCALARS

COUNTRIES = ("CA", "GB", "AU")


def mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is right, and one time in twenty anything else."""
    return st.integers(0, 19).flatmap(lambda chance: SCALARS | REFS if chance == 0 else good)


CODES = st.fixed_dictionaries({"value": st.sampled_from(["2", "3", "5", "6", "10", "12"])})
MODES = st.sampled_from(["TaxExcluded", "TaxExcluded", "TaxInclusive", "NotApplicable"])
AMOUNTS = st.decimals(-20, 1000, places=2)
RATES = st.fixed_dictionaries({"value": st.sampled_from([str(id_) for id_ in range(3, 12)])})
TAX_LINES = st.fixed_dictionaries(
    {},
    optional={
        "Amount": mostly(AMOUNTS),
        "TaxLineDetail": mostly(st.fixed_dictionaries({"TaxRateRef": mostly(RATES)})),
    },
)
TAX_DETAILS = mostly(
    st.fixed_dictionaries({}, optional={"TaxLine": mostly(st.lists(mostly(TAX_LINES), max_size=2))})
)
PARTY = {"value": "1"}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "Invoice": ("SalesItemLineDetail", {"CustomerRef": PARTY}),
    "SalesReceipt": ("SalesItemLineDetail", {}),
    "CreditMemo": ("SalesItemLineDetail", {"CustomerRef": PARTY}),
    "Bill": ("AccountBasedExpenseLineDetail", {"VendorRef": {"value": "2"}}),
    "VendorCredit": ("AccountBasedExpenseLineDetail", {"VendorRef": {"value": "2"}}),
    "Purchase": (
        "AccountBasedExpenseLineDetail",
        {"AccountRef": {"value": "1"}, "PaymentType": "Check"},
    ),
    "Deposit": ("DepositLineDetail", {"DepositToAccountRef": {"value": "1"}}),
}
"""Kind -> the detail of its lines, and what it needs beside them."""


@st.composite
def documents(draw: st.DrawFn) -> Operation:
    kind = draw(st.sampled_from(sorted(KINDS)))
    holder, body = KINDS[kind][0], dict(KINDS[kind][1])
    fields: dict[str, st.SearchStrategy[Any]] = {"TaxCodeRef": mostly(CODES)}
    optional = {"TaxInclusiveAmt": mostly(AMOUNTS)}
    if holder == "DepositLineDetail":
        fields["TaxApplicableOn"] = mostly(st.sampled_from(["Sales", "Purchase"]))
        optional = {}
    target = "ItemRef" if holder == "SalesItemLineDetail" else "AccountRef"
    account = "2" if target == "ItemRef" else "23"
    detail = st.fixed_dictionaries(
        {target: st.just({"value": account}), **fields}, optional=optional
    )
    line = st.fixed_dictionaries({"Amount": AMOUNTS, "DetailType": st.just(holder), holder: detail})
    body["Line"] = draw(st.lists(line, min_size=1, max_size=4))
    for name, values in (("GlobalTaxCalculation", mostly(MODES)), ("TxnTaxDetail", TAX_DETAILS)):
        body[name] = draw(values)
    return Operation("create", SPECS[kind], body, {})


@pytest.fixture(scope="module", params=COUNTRIES)
def runtime(request: pytest.FixtureRequest) -> Iterator[Runtime]:
    knobs = Settings(country=request.param, sales_tax=True)
    opened = Runtime(StartSettings(settings=knobs))
    for kind in ("Customer", "Vendor"):
        named = Operation("create", SPECS[kind], {"DisplayName": kind}, {})
        with opened.store.transaction():
            operations.perform(opened.company(DEFAULT_REALM), named)
    yield opened
    opened.store.close()


@settings(
    max_examples=examples(120),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(operation=documents(), who=st.sampled_from(["app", "Pat Doe"]))
def test_it_is_taken_or_refused(runtime: Runtime, operation: Operation, who: str) -> None:
    company = runtime.company(DEFAULT_REALM, who)
    kind = str(operation.spec and operation.spec.name)
    made, refused = None, None
    try:
        with runtime.store.transaction():
            made = operations.perform(company, operation)[kind]
    except Refusal as refusal:
        refused = refusal
    event("taken" if made else "refused")
    assert refused is None or (refused.code in MESSAGES and refused.detail)
    if made is not None:
        lines = [one for one in made["Line"] if one["DetailType"] != "SubTotalLineDetail"]
        net = sum((one["Amount"] for one in lines), Decimal(0))
        assert made["TotalAmt"] == net + made["TxnTaxDetail"]["TotalTax"]
    assert reports.trial_balance(company)["balanced"]
