"""What a transaction pays is what CORE's disbursement pays, to the cent, in every shape."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import DocumentKind
from include.core_backoffice.records.deal import (
    AgentItem,
    AgentShare,
    CoBroke,
    DealItem,
    Disbursement,
)
from include.core_backoffice.records.people import Payee, PayeeKind
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.settings import rest_source
from include.workflows.items import treated_items
from include.workflows.options import ItemRule
from include.workflows.payouts import Payout, PayoutKind, PayoutLine, payouts
from include.workflows.template import template
from sandbox.core_backoffice.testing import running_sandbox

AMY = Payee(kind=PayeeKind.AGENT, id="45", name="Amy Adler")
LEE = Payee(kind=PayeeKind.AGENT, id="46", name="Lee Lawson")
ACME = Payee(kind=PayeeKind.VENDOR, id="7", name="Acme Realty")
HOUSE = Payee(kind=PayeeKind.COMPANY, id="1", name="Willow & Park Realty")
COSTS = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")


def deal(**parts: object) -> Disbursement:
    values: dict[str, object] = {
        "gross_cents": 1_000_000,
        "co_broke": (),
        "pre_commission": (),
        "agents": (AgentShare(agent=AMY, side="listing", split_cents=800_000),),
        "brokerage_net_cents": 200_000,
    }
    return Disbursement(**{**values, **parts})  # type: ignore[arg-type]  # (parts of a transaction)


def referral(**switches: bool | None) -> DealItem:
    return DealItem(
        name="Referral fee",
        side="listing",
        is_credit=False,
        amount_cents=100_000,
        payee=ACME,
        **switches,
    )


@pytest.mark.parametrize(
    ("item", "rules", "on_income", "paid_separately"),
    [
        (referral(), (), False, True),
        (referral(sync=True, create_payment=False), (), True, False),
        (referral(sync=False), (), False, False),
        (referral(), (ItemRule(name="referral FEE", create_payment=False),), True, False),
        (
            referral(create_payment=True),
            (ItemRule(name="Referral fee", sync=True, create_payment=False),),
            False,
            True,
        ),
    ],
)
def test_the_records_own_switches_go_before_the_rule_and_the_rule_before_the_default(
    item: DealItem, rules: tuple[ItemRule, ...], on_income: bool, paid_separately: bool
) -> None:
    (treated,) = treated_items(deal(pre_commission=(item,)), rules)
    assert (treated.on_income, treated.paid_separately) == (on_income, paid_separately)


def test_a_fee_that_the_company_keeps_is_on_no_income_document_and_pays_no_one() -> None:
    kept = DealItem(
        name="Franchise fee", side="", is_credit=False, amount_cents=60_000, payee=HOUSE
    )
    (treated,) = treated_items(deal(pre_commission=(kept,)), ())
    assert not treated.on_income
    assert not treated.paid_separately


def test_a_co_broke_share_follows_its_own_switches() -> None:
    share = CoBroke(name="Co-broke", side="buying", amount_cents=500_000, payee=ACME, sync=False)
    (treated,) = treated_items(deal(co_broke=(share,)), ())
    assert not treated.paid_separately


def test_an_agent_on_both_sides_gets_one_payout_with_a_line_per_side() -> None:
    both = tuple(
        AgentShare(agent=AMY, side=side, split_cents=400_000) for side in ("listing", "buying")
    )
    (payout,) = payouts(deal(agents=both), ())
    assert [line.description for line in payout.lines] == [
        "Commission, listing side",
        "Commission, buying side",
    ]
    assert payout.net == 800_000


def test_an_agent_who_owes_the_brokerage_gets_a_vendor_credit_with_the_sum_turned_round() -> None:
    fee = AgentItem(name="Desk fee", is_credit=False, amount_cents=900_000, payee=HOUSE)
    share = AgentShare(agent=AMY, side="listing", split_cents=800_000, items=(fee,))
    transaction = Transaction(
        id="1",
        number="TR-1",
        address="11 Arlington St",
        status="closed",
        updated_at=dt.datetime(2026, 10, 31, tzinfo=dt.UTC),
        disbursement=deal(agents=(share,), brokerage_net_cents=1_100_000),
    )
    chosen = template("expenses-via-bills")
    options = chosen.options.model_validate({"expense_account": COSTS, "deduction_account": COSTS})
    (credit,) = chosen.entries_for(transaction, options, Catalogue([])).documents
    assert credit.kind is DocumentKind.VENDOR_CREDIT
    assert credit.total == 100_000
    assert [line.amount for line in credit.lines] == [-800_000, 900_000]


def test_income_less_payouts_is_the_brokerages_net_for_every_deal_of_a_brokerage() -> None:
    with (
        running_sandbox(transactions=120, agents=20, bad_records=False, switches=False) as core,
        rest_source(core.api_url, core.api_key, spacing_seconds=0) as source,
    ):
        read = list(source.transactions_changed(None))
    transactions = [record for record in read if isinstance(record, Transaction)]
    deals = [record.disbursement for record in transactions if record.disbursement]
    assert len(deals) > 50
    for disbursement in deals:
        out = sum(payout.net for payout in payouts(disbursement, ()))
        on_income = sum(item.signed for item in treated_items(disbursement, ()) if item.on_income)
        income = disbursement.gross_cents + on_income
        assert income - out == disbursement.brokerage_net_cents


def test_what_a_payee_gets_is_told_line_by_line() -> None:
    """Amy's commission, her fees and credit; a share of hers goes to Lee, a referral to Acme."""
    rule = ItemRule(name="referral FEE", target=COSTS)
    amy = AgentShare(
        agent=AMY,
        side="listing",
        split_cents=800_000,
        items=(
            AgentItem(name="Marketing", is_credit=True, amount_cents=5_000, payee=AMY),
            AgentItem(name="Desk fee", is_credit=False, amount_cents=2_000, payee=HOUSE),
            AgentItem(name="Team fee", is_credit=False, amount_cents=16_000, payee=LEE),
        ),
    )
    lee = AgentShare(agent=LEE, side="", split_cents=1_000)
    first, second, third = payouts(deal(agents=(amy, lee), pre_commission=(referral(),)), [rule])
    assert first == Payout(
        AMY,
        [
            PayoutLine(
                PayoutKind.COMMISSION, "Agent commission", "Commission, listing side", 800_000
            ),
            PayoutLine(PayoutKind.CREDIT, "Marketing", "Marketing", 5_000),
            PayoutLine(PayoutKind.DEDUCTION, "Desk fee", "Desk fee", -2_000),
            PayoutLine(PayoutKind.DEDUCTION, "Team fee", "Team fee", -16_000),
        ],
    )
    assert second == Payout(
        LEE,
        [
            PayoutLine(PayoutKind.SHARE, "Team fee", "Team fee, from Amy Adler", 16_000),
            PayoutLine(PayoutKind.COMMISSION, "Agent commission", "Commission", 1_000),
        ],
    )
    assert third == Payout(
        ACME, [PayoutLine(PayoutKind.SHARE, "Referral fee", "Referral fee", 100_000, rule)]
    )
    assert (first.net, second.net, third.net) == (787_000, 17_000, 100_000)
    assert first.lines[0].rule is None


def test_an_agent_and_a_contact_of_one_id_are_two_payees() -> None:
    other = Payee(kind=PayeeKind.VENDOR, id="45", name="Acme")
    item = DealItem(
        name="Referral fee", side="listing", is_credit=False, amount_cents=1, payee=other
    )
    assert [payout.payee for payout in payouts(deal(pre_commission=(item,)), [])] == [AMY, other]


def test_the_kinds_of_lines_are_named_by_these_words() -> None:
    assert [kind.value for kind in PayoutKind] == ["commission", "share", "deduction", "credit"]
