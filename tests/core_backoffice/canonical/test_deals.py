"""Transactions out of canonical deals: checked to the cent, or on hold with a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.causes import HoldCause
from include.core_backoffice.canonical.deals import (
    known_deal,
    to_transaction,
    without_disbursement,
)
from include.core_backoffice.canonical.rows import COMPANY, CanonicalItem, ItemKind
from include.core_backoffice.records.deal import SideGross
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.people import PayeeKind
from include.core_backoffice.records.records import Transaction
from tests.core_backoffice.canonical.samples import (
    ACME,
    FINAL,
    JANE,
    LABEL,
    LEE,
    NO_LISTS,
    NOW,
    WHERE,
    brokerage,
    deal,
    debit,
    item,
    money,
    net,
    problem,
    read,
    split,
)

REFERRAL = item(ItemKind.DEAL_DEBIT, 1_000_00, "Referral fee", payee=ACME)
IN_BALANCE = (split(8_000_00), brokerage(2_000_00))


# --- the transaction ---


def test_a_deal_is_a_transaction_with_all_that_it_has() -> None:
    made = deal(
        *IN_BALANCE,
        city="Chester",
        state="CA",
        zip="96020",
        transaction_type="sale",
        representing="seller",
        timezone="America/Los_Angeles",
        external_id="x-1",
        price_cents=400_000_00,
        closing_date=dt.date(2026, 6, 30),
        attributes=(("Demand date", "2026-07-05"),),
    )
    found = read(made)
    assert found == Transaction(
        id="7",
        number="TR-7",
        address="146 Aldon Drive",
        city="Chester",
        state="CA",
        zip="96020",
        status="closed",
        transaction_type="sale",
        representing="seller",
        timezone="America/Los_Angeles",
        external_id="x-1",
        price_cents=400_000_00,
        gross_cents=10_000_00,
        closing_date=dt.date(2026, 6, 30),
        finalized_at=FINAL,
        updated_at=NOW,
        attributes=found.attributes,
        disbursement=found.disbursement,
    )
    assert found.attribute_date("demand date") == dt.date(2026, 7, 5)
    assert found.has_disbursement
    assert Transaction.from_json(found.to_json()) == found


def test_a_deal_that_was_final_from_the_first_is_so_since_it_changed() -> None:
    found = to_transaction(deal(*IN_BALANCE), NO_LISTS, updated_at=NOW, final_at=None, where=WHERE)
    assert found.finalized_at == NOW


def test_a_deal_that_is_not_final_has_no_disbursement_whatever_its_items() -> None:
    found = read(deal(split(-1), is_final=False, status="pending"))
    assert (found.disbursement, found.finalized_at, found.has_disbursement) == (None, None, False)


def test_a_canceled_deal_has_no_disbursement() -> None:
    found = read(deal(*IN_BALANCE, status="Cancelled"))
    assert (found.status, found.disbursement, found.is_cancelled) == ("cancelled", None, True)


def test_a_status_that_core_does_not_have_is_held() -> None:
    found = problem(deal(*IN_BALANCE, status="funded"))
    assert found.sentence == (f"{LABEL}: the status is 'funded', which CoreBooks doesn't support.")
    assert found.what_to_do == (
        "On Imports, say in the import profile which of CORE's statuses it means."
    )


def test_without_its_import_a_deal_is_named_all_the_same() -> None:
    made = deal(*IN_BALANCE, status="funded", number="", address="")
    with pytest.raises(Exception, match=r"^Transaction 7: the status is 'funded'"):
        to_transaction(made, NO_LISTS, updated_at=NOW, final_at=FINAL, where="")


def test_the_list_has_the_gross_of_a_deal_though_it_does_not_add_up() -> None:
    made = deal(item(ItemKind.GROSS, 9_000_00), gross_cents=None)
    found = without_disbursement(made, updated_at=NOW, final_at=FINAL, where=WHERE)
    assert (found.gross_cents, found.disbursement) == (9_000_00, None)


def test_what_is_known_of_a_deal_finds_it_in_lists() -> None:
    made = deal(split(1), split(2, LEE), city="Chester", closing_date=dt.date(2026, 6, 30))
    known = known_deal(made)
    assert (known.number, known.title, known.day) == (
        "TR-7",
        "146 Aldon Drive, Chester",
        dt.date(2026, 6, 30),
    )
    assert (known.amount_cents, known.others) == (10_000_00, ("Jane Doe", "Lee Lawson"))


# --- worked examples ---


def test_example_a_a_team_leaders_fee() -> None:
    found = money(
        deal(
            split(8_000_00),
            debit(160_00, name="Team leader fee", payee=LEE),
            net(7_840_00),
            brokerage(2_000_00),
        )
    )
    (share,) = found.agents
    assert (share.split_cents, share.net_cents, found.agents_cents) == (
        8_000_00,
        7_840_00,
        8_000_00,
    )
    assert share.items[0].payee.name == "Lee Lawson"
    assert found.income_cents == found.distributed_cents == 10_000_00


@pytest.mark.parametrize(
    ("sync", "create_payment"), [(True, True), (True, False), (False, False)], ids=["B", "C", "D"]
)
def test_examples_b_to_d_a_referral_with_its_switches(sync: bool, create_payment: bool) -> None:
    fee = CanonicalItem(
        kind=ItemKind.DEAL_DEBIT,
        name="Referral fee",
        amount_cents=1_000_00,
        payee=ACME,
        sync=sync,
        create_payment=create_payment,
    )
    found = money(deal(fee, split(7_200_00), brokerage(1_800_00)))
    (item_,) = found.pre_commission
    assert (item_.sync, item_.create_payment, item_.payee.key) == (
        sync,
        create_payment,
        "vendor:acme",
    )
    assert (found.vendor_cents, found.brokerage_net_cents) == (1_000_00, 1_800_00)


# --- the gross commission ---


def test_the_gross_may_be_stated_by_side_and_in_all() -> None:
    parts = (
        item(ItemKind.GROSS, 6_000_00, side="listing"),
        item(ItemKind.GROSS, 4_000_00, side="buying"),
    )
    found = money(deal(*parts, *IN_BALANCE, gross_cents=None, representing="both"))
    assert found.gross_cents == 10_000_00
    assert found.sides() == (
        SideGross(side="listing", gross_cents=6_000_00),
        SideGross(side="buying", gross_cents=4_000_00),
    )
    assert money(deal(*parts, *IN_BALANCE)).gross_cents == 10_000_00


def test_a_gross_that_differs_from_its_parts_is_held() -> None:
    found = problem(deal(item(ItemKind.GROSS, 9_999_99), *IN_BALANCE))
    assert isinstance(found, OutOfBalance)
    assert (found.stated, found.expected) == (10_000_00, 9_999_99)
    assert found.sentence == (
        f"{LABEL} is out of balance by $0.01: the gross commission is $10,000.00, but its parts total "
        "$9,999.99. Nothing was posted."
    )


def test_a_final_deal_must_have_a_gross() -> None:
    found = problem(deal(*IN_BALANCE, gross_cents=None))
    assert found.cause is HoldCause.NO_GROSS_COMMISSION
    assert found.sentence == f"{LABEL}: it has a disbursement, but no gross commission."
    assert found.what_to_do == (
        "Enter the gross commission in CORE and export again, or map its column on Imports."
    )


def test_a_gross_of_zero_is_a_gross() -> None:
    assert money(deal(gross_cents=0, brokerage_net_is_rest=True)).brokerage_net_cents == 0


# --- the brokerage's net ---


def test_a_stated_net_that_is_not_what_is_left_is_held() -> None:
    found = problem(deal(split(8_000_00), brokerage(2_000_01)))
    assert isinstance(found, OutOfBalance)
    assert found.sentence == (
        f"{LABEL} is out of balance by $0.01: the brokerage net is $2,000.01, but the gross commission "
        "and all other items leave $2,000.00. Nothing was posted."
    )
    assert found.what_to_do == (
        "Correct the amounts in CORE and export again. If a column has another meaning, correct the "
        "import profile on Imports."
    )


def test_the_net_may_be_stated_by_side_and_below_zero() -> None:
    found = money(deal(split(10_500_00), brokerage(-800_00), brokerage(300_00)))
    assert found.brokerage_net_cents == -500_00


def test_the_net_is_what_is_left_where_the_profile_says_so() -> None:
    found = money(deal(split(8_000_00), debit(395_00), brokerage_net_is_rest=True))
    assert found.brokerage_net_cents == 2_395_00


def test_less_than_nothing_left_is_held() -> None:
    found = problem(deal(split(10_000_01), brokerage_net_is_rest=True))
    assert isinstance(found, OutOfBalance)
    assert found.sentence == (
        f"{LABEL} is out of balance by $0.01: the gross commission with transaction credits is "
        "$10,000.00, but co-broke, vendor payments, and agents' nets total $10,000.01. Nothing was "
        "posted."
    )


def test_a_stated_net_is_checked_even_where_it_would_be_what_is_left() -> None:
    assert isinstance(
        problem(deal(split(8_000_00), brokerage(1), brokerage_net_is_rest=True)), OutOfBalance
    )


def test_a_deal_that_states_no_net_can_not_be_checked() -> None:
    found = problem(deal(split(8_000_00)))
    assert found.cause is HoldCause.MISSING_TOTAL
    assert found.sentence == f"{LABEL}: it has no brokerage net, so its totals can't be checked."
    assert found.what_to_do == (
        "On Imports, map the column of the brokerage net. If the file has none, choose that the "
        "brokerage net is what is left."
    )


# --- items of the transaction ---


def test_debits_and_credits_are_the_companys_where_nobody_is_named() -> None:
    found = money(
        deal(
            item(ItemKind.DEAL_CREDIT, 100_00, "Builder bonus"),
            item(ItemKind.DEAL_DEBIT, 50_00, "Franchise fee"),
            item(ItemKind.DEAL_DEBIT, 25_00, "Admin fee", payee=COMPANY),
            split(8_000_00),
            brokerage(2_100_00),
        )
    )
    assert [
        (one.name, one.is_credit, one.payee.kind, one.before_split) for one in found.pre_commission
    ] == [
        ("Admin fee", False, PayeeKind.COMPANY, None),
        ("Franchise fee", False, PayeeKind.COMPANY, None),
        ("Builder bonus", True, PayeeKind.COMPANY, None),
    ]


def test_items_come_in_the_same_order_however_the_rows_are_sorted() -> None:
    items = (
        item(ItemKind.CO_BROKE, 500_00, side="buying", payee=ACME),
        item(ItemKind.CO_BROKE, 500_00, "Zeta", side="listing", payee=ACME),
        item(ItemKind.DEAL_DEBIT, 20_00, "Fee", payee=LEE),
        item(ItemKind.DEAL_DEBIT, 10_00, "Fee", payee=ACME),
        item(ItemKind.DEAL_DEBIT, 5_00, "Fee"),
        split(2_000_00, LEE),
        split(2_000_00, JANE),
        debit(10_00, JANE),
        debit(5_00, JANE, name="E&O"),
    )
    first = money(deal(*items, brokerage_net_is_rest=True))
    again = money(deal(*reversed(items), brokerage_net_is_rest=True))
    assert first == again
    assert [share.agent.id for share in first.agents] == ["jane-doe", "lee-lawson"]
    assert [one.payee.key for one in first.pre_commission] == [
        "agent:lee-lawson",
        "company:",
        "vendor:acme",
    ]
    assert [share.name for share in first.co_broke] == ["Co-broke", "Zeta"]


def test_a_vendors_payment_is_reported_where_the_row_says_so() -> None:
    fee = item(ItemKind.DEAL_DEBIT, 1_000_00, "Referral fee", payee=ACME, is_1099=True)
    found = money(deal(fee, split(7_200_00), brokerage(1_800_00)))
    assert found.pre_commission[0].payee.is_1099


@pytest.mark.parametrize("payee", [None, COMPANY, JANE], ids=["nobody", "the company", "an agent"])
def test_a_co_broke_share_needs_an_outside_brokerage(payee: object) -> None:
    share = item(ItemKind.CO_BROKE, 5_000_00, payee=payee)  # type: ignore[arg-type]  # (cases)
    found = problem(deal(share, split(4_000_00), brokerage(1_000_00)))
    assert found.cause is HoldCause.CO_BROKE_WITHOUT_BROKERAGE
    assert found.sentence == (
        f"{LABEL}, an item (co-broke): the co-broke share has no outside brokerage."
    )


def test_a_co_broke_share_of_nothing_is_none() -> None:
    assert money(deal(item(ItemKind.CO_BROKE, 0), *IN_BALANCE)).co_broke == ()


def test_a_credit_goes_to_the_brokerage_alone() -> None:
    found = problem(deal(item(ItemKind.DEAL_CREDIT, 10_00, "Bonus", payee=ACME), *IN_BALANCE))
    assert found.sentence == (
        f'{LABEL}, the item "Bonus" (transaction credit): the transaction credit goes to Acme Realty, '
        "but it must go to the brokerage."
    )


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (item(ItemKind.DEAL_DEBIT, -5_00, "Fee"), 'the item "Fee" (transaction debit)'),
        (item(ItemKind.DEAL_CREDIT, -5_00, "Bonus"), 'the item "Bonus" (transaction credit)'),
        (item(ItemKind.CO_BROKE, -5_00, payee=ACME), "an item (co-broke)"),
        (split(-5_00, side="listing"), "an item (commission after split, Jane Doe, listing side)"),
        (debit(-5_00), 'the item "Transaction fee" (agent debit, Jane Doe)'),
    ],
)
def test_an_amount_below_zero_is_held(bad: CanonicalItem, what: str) -> None:
    found = problem(deal(split(8_000_00, LEE), split(1_00), bad, brokerage_net_is_rest=True))
    assert found.cause is HoldCause.NEGATIVE_AMOUNT
    assert found.sentence == f"{LABEL}, {what}: the amount is -$5.00, but it can't be negative."
    assert found.what_to_do.endswith(
        "If the file writes it with a minus, correct the sign in the import profile on Imports."
    )


def test_a_gross_below_zero_is_held() -> None:
    found = problem(deal(gross_cents=-1, brokerage_net_is_rest=True))
    assert found.cause is HoldCause.NEGATIVE_AMOUNT
    part = problem(deal(item(ItemKind.GROSS, -1), gross_cents=-1, brokerage_net_is_rest=True))
    assert part.cause is HoldCause.NEGATIVE_AMOUNT


@pytest.mark.parametrize(
    "bad",
    [
        item(ItemKind.DEAL_DEBIT, 5_00),
        item(ItemKind.DEAL_CREDIT, 5_00),
        item(ItemKind.AGENT_DEBIT, 5_00, agent=JANE),
        item(ItemKind.AGENT_CREDIT, 5_00, agent=JANE),
    ],
)
def test_debits_and_credits_must_have_a_name(bad: CanonicalItem) -> None:
    found = problem(deal(split(8_000_00), bad, brokerage_net_is_rest=True))
    assert found.sentence.endswith(": the item has no name.")
    assert found.what_to_do == "Name it in CORE and export again, or map its name on Imports."


def test_names_with_line_breaks_stay_on_one_line() -> None:
    found = problem(deal(split(1), address="146 Aldon\nDrive\x1b[31m"))
    assert found.sentence.startswith(
        "Transaction TR-7, 146 Aldon Drive [31m (closings.csv, row 12): "
    )
