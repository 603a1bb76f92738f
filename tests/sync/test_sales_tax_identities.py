"""For any deal, code and way of rounding: what comes in is what goes out, with the tax and without.

(N) what is earned before tax is what payees get before tax and what the brokerage keeps. (T) the tax on what
is earned is that of the payees and what is due to the tax agency. (C) the cash is both together.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.books.catalogue import Catalogue
from include.books.documents import Document
from include.books.journal import SALES_TAX, net_effect
from include.books.sales_tax import expected_tax, is_rounding, lines_and_rates
from include.core_backoffice.records.records import Transaction
from include.workflows.choices import suggested
from include.workflows.sales_tax import taxed
from include.workflows.template import template
from sandbox.quickbooks_online.tax_amounts import Taxed, TaxRate, by_rate
from tests.sync.closings import BILLS, CHECKS, DEPOSITS, INVOICES, RECEIPTS, SPENT
from tests.sync.office import EXPENSES, INCOME, Office
from tests.sync.opening import Since
from tests.sync.tax_office import charges, ontario_deal, open_abroad
from tests.workflows.records import ACME, JANE, LEE, co_broke, deal, fee, share
from tests.workflows.test_sales_tax import CANADA, EXEMPT, ONTARIO, QUEBEC, WILLOW

PARTIES = {"vendor/agent:45", "vendor/agent:46", "vendor/vendor:7"}
CODES = st.sampled_from([ONTARIO, QUEBEC, EXEMPT])
CENTS = st.integers(1, 5_000_000)
PAIRS = st.sampled_from([(INVOICES, BILLS), (RECEIPTS, CHECKS), (DEPOSITS, SPENT)])
PROFIT = ("Commission Income", "Agent Commissions", "Referral fee")
Rounding = Literal["line", "rate"]


@st.composite
def deals(draw: st.DrawFn) -> Transaction:
    """A deal with a co-operating brokerage, two agents and a fee."""
    gross = draw(st.integers(100_000, 10_000_000))
    half, jane, lee = (draw(st.integers(1_000, gross // 4)) for _ in range(3))
    return deal(
        gross,
        co_broke=(co_broke(half),),
        agents=(share(jane, fee("Fee", draw(st.integers(0, 500)))), share(lee, agent=LEE)),
    )


def quickbooks_tax(document: Document, lists: Catalogue, rounding: Rounding) -> int:
    """The tax that the sandbox adds to a document, in cents."""
    lines = [
        Taxed(Decimal(cents) / 100, tuple(TaxRate(str(rate), rate) for rate in rates if rate))
        for cents, rates in lines_and_rates(document, lists)
    ]
    found = by_rate(lines, each_line=rounding == "line")
    return int(sum((one.tax for one in found), Decimal()) * 100)


@given(
    deals(),
    PAIRS,
    CODES,
    CODES,
    CODES,
    st.frozensets(st.sampled_from(sorted(PARTIES))),
    st.sampled_from(["line", "rate"]),
)
@settings(max_examples=150, deadline=None)
def test_what_comes_in_is_what_goes_out_with_the_tax_and_without(
    closed: Transaction,
    pair: tuple[str, str],
    income_code: Any,
    registered: Any,
    unregistered: Any,
    charging: frozenset[str],
    rounding: Rounding,
) -> None:
    chosen = (
        {"tax_code": income_code.ref},
        {"registered_tax_code": registered.ref, "unregistered_tax_code": unregistered.ref},
    )
    said = {party: party in charging for party in PARTIES}
    earned, paid = (
        _documents(key, closed, options, said) for key, options in zip(pair, chosen, strict=True)
    )
    taxes = {one.key: quickbooks_tax(one, CANADA, rounding) for one in (*earned, *paid)}
    for one in (*earned, *paid):
        rates = lines_and_rates(one, CANADA)
        assert is_rounding(taxes[one.key], rates)
        assert is_rounding(expected_tax(rates), rates)
    effect = net_effect(((None, one) for one in (*earned, *paid)), CANADA, taxes)
    balance = {one.account: one.cents for one in effect}
    assert sum(balance.values()) == 0
    due = sum(taxes[one.key] for one in earned) - sum(taxes[one.key] for one in paid)
    assert balance.pop(SALES_TAX, 0) == -due
    net = sum(one.total for one in earned) - sum(one.total for one in paid)
    assert -sum(balance.pop(name, 0) for name in PROFIT) == net
    # What is left is what is owed and what is in the bank.
    assert sum(balance.values()) == net + due


def _documents(
    key: str, record: Transaction, options: dict[str, Any], said: dict[str, bool]
) -> tuple[Document, ...]:
    chosen = template(key)
    read = chosen.options.model_validate({**suggested(chosen.options, CANADA), **options})
    posting = taxed(chosen.entries_for(record, read, CANADA), read, WILLOW, CANADA, said)
    assert not posting.on_hold
    return posting.documents


@pytest.fixture(scope="module")
def canada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_abroad(tmp_path_factory.mktemp("identities"), "CA") as opened:
        yield opened


NAMES = st.sampled_from(
    ["HST ON", "GST", "GST/QST QC - 9.975", "GST/PST BC", "Zero-rated", "Exempt"]
)


AGENCIES = ("GST", "HST", "PST", "QST")
CREDITED = NAMES.filter(lambda name: "PST" not in name)
"""Codes whose tax comes back: provincial sales tax on what is bought is a cost."""


@pytest.mark.whole
@given(
    gross=st.integers(100_000, 9_000_000),
    taken=st.integers(0, 9_999),
    pair=PAIRS,
    codes=st.tuples(NAMES, CREDITED, CREDITED),
    who=st.tuples(st.booleans(), st.booleans()),
    rounding=st.sampled_from(["line", "rate"]),
)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_deal_is_in_quickbooks_to_the_cent_and_nothing_drifts(
    canada: Office,
    gross: int,
    taken: int,
    pair: tuple[str, str],
    codes: tuple[str, str, str],
    who: tuple[bool, bool],
    rounding: Rounding,
) -> None:
    canada.quickbooks.set(tax_rounding=rounding)
    canada.use(pair[0], tax_code=codes[0])
    canada.use(pair[1], registered_tax_code=codes[1], unregistered_tax_code=codes[2])
    charges(canada, agent=who[0], broker=who[1])
    closed, since = ontario_deal(canada, gross=gross, fee=taken), Since(canada)
    for category in (INCOME, EXPENSES):
        report = canada.run(category, (closed,))
        assert (report.outcome, list(report.on_hold)) == ("completed", [])
    earned, paid = _entries(canada, closed, "income"), _entries(canada, closed, "payee")
    changed = since.changed()
    due = sum(cents for name, cents in changed.items() if any(one in name for one in AGENCIES))
    assert due == sum(tax for _, tax in earned) - sum(tax for _, tax in paid)
    assert changed.get("Commission Income", 0) == sum(net for net, _ in earned)
    assert changed.get("Agent Commissions", 0) == sum(net for net, _ in paid)
    for category in (INCOME, EXPENSES):
        again = canada.run(category, (closed,))
        assert (again.created, again.updated, again.voided) == (0, 0, 0)


def _entries(office: Office, closed: str, role: str) -> list[tuple[int, int]]:
    """The net and tax of a deal's entries, as QuickBooks has them."""
    return [
        (link.total_cents, link.tax_cents)
        for key, link in office.links().items()
        if link.record_key == f"transaction:{closed}" and key.rpartition("/")[2].startswith(role)
    ]


def test_the_people_of_the_deals_are_those_who_are_decided_on() -> None:
    assert {f"vendor/{one.kind}:{one.id}" for one in (JANE, LEE, ACME)} == PARTIES
