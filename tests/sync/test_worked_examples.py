"""The worked examples of the help centre, under every template, in QuickBooks' general ledger.

A: gross 10,000.00, the agent has 8,000.00 after split and gives 160.00 of it to the team leader.
B, C, D: gross 10,000.00, a referral of 1,000.00 to Acme Realty before the split, 7,200.00 for the
agent. The referral is paid out (B), is a line on the income (C), appears nowhere (D).
E: an agent is billed 95.00 and 25.00, less a credit of 20.00.

Every table names all accounts whose balance changes, each on its natural side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from include.books.catalogue import ListKind
from include.books.money import format_amount
from tests.matrices import under_each
from tests.sync.closings import ENTITIES
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.opening import PRODUCTS, Since, open_office

INVOICES, RECEIPTS, DEPOSITS = (
    "income-via-invoices",
    "income-via-sales-receipts",
    "income-via-deposits",
)
BILLS, CHECKS, SPENT = "expenses-via-bills", "expenses-via-checks", "expenses-via-expenses"
RECEIVABLE, PAYABLE = "Accounts Receivable", "Accounts Payable"
CHECKING, ESCROW = "Checking Account", "Escrow"
COMMISSIONS, OTHER = "Commission Income", "Other Income"
COST = "Agent Commissions"

ADDRESS = {
    "A": "11 Arlington St, Boston, MA 02128",
    "B": "22 Beacon St, Boston, MA 02128",
    "C": "33 Cedar St, Boston, MA 02128",
    "D": "44 Dartmouth St, Boston, MA 02128",
}
WHOLE = [("Gross commission", "10,000.00")]
LESS_REFERRAL = [*WHOLE, ("Referral fee, Acme Realty", "-1,000.00")]

Lines = list[tuple[str, str]]


@pytest.fixture(scope="module", params=PRODUCTS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("examples"), product=request.param) as opened:
        yield opened


def entered_by_customer(office: Office, since: Since) -> list[tuple[str, str, str]]:
    """As `created`; a deposit says on its lines from whom the money came."""
    found = []
    for kind, party, total in since.created():
        if kind != "Deposit":
            found.append((kind, party, total))
            continue
        with office.quickbooks.api() as api:
            deposit = api.get(f"deposit/{office.entries(kind)[-1]['id']}").json()[kind]
        payers = {line["DepositLineDetail"]["Entity"]["name"] for line in deposit["Line"]}
        found.append((kind, " and ".join(payers), total))
    return found


def lines_of(office: Office, entity: str, id_: str) -> Lines:
    """Descriptions and amounts on the entry."""
    with office.quickbooks.api() as api:
        found: dict[str, Any] = api.get(f"{entity.lower()}/{id_}").json()[entity]
    return [
        (line["Description"], f"{line['Amount']:,.2f}")
        for line in found["Line"]
        if line["DetailType"] != "SubTotalLineDetail"
    ]


@pytest.mark.parametrize(
    ("letter", "total", "lines", "less"),
    [
        ("A", "10,000.00", WHOLE, {}),
        ("B", "10,000.00", WHOLE, {}),
        ("C", "9,000.00", LESS_REFERRAL, {OTHER: "-1,000.00"}),
        ("D", "10,000.00", WHOLE, {}),
    ],
)
@under_each("key", [INVOICES, RECEIPTS, DEPOSITS])
def test_income(
    office: Office, key: str, letter: str, total: str, lines: Lines, less: dict[str, str]
) -> None:
    office.use(key)
    since = Since(office)
    transaction = office.core.post(f"/examples/{letter}")["transactions"][0]
    office.run(INCOME, (str(transaction),))

    entity = ENTITIES[key]
    assert entered_by_customer(office, since) == [(entity, ADDRESS[letter], total)]
    assert lines_of(office, entity, office.entries(entity)[-1]["id"]) == lines
    owed_or_paid = RECEIVABLE if key == INVOICES else CHECKING
    assert since.posted() == {owed_or_paid: total, COMMISSIONS: "10,000.00", **less}


AMY = [("Commission, listing side", "8,000.00"), ("Team leader fee", "-160.00")]
LEE = [("Team leader fee, from Amy Adler", "160.00")]
BEA = [("Commission, listing side", "7,200.00")]
ACME = [("Referral fee", "1,000.00")]
A_PAID = {("Amy Adler", "7,840.00"): AMY, ("Lee Lawson", "160.00"): LEE}
B_PAID = {("Bea Barlow", "7,200.00"): BEA, ("Acme Realty", "1,000.00"): ACME}
BEA_ALONE = {("Bea Barlow", "7,200.00"): BEA}


@pytest.mark.parametrize(
    ("letter", "total", "paid"),
    [
        ("A", "8,000.00", A_PAID),
        ("B", "8,200.00", B_PAID),
        ("C", "7,200.00", BEA_ALONE),
        ("D", "7,200.00", BEA_ALONE),
    ],
)
@under_each("key", [BILLS, CHECKS, SPENT])
def test_agent_expenses(
    office: Office, key: str, letter: str, total: str, paid: dict[tuple[str, str], Lines]
) -> None:
    office.use(key)
    since = Since(office)
    transaction = office.core.post(f"/examples/{letter}")["transactions"][0]
    office.run(EXPENSES, (str(transaction),))

    entity = ENTITIES[key]
    assert sorted(since.created()) == sorted((entity, payee, amount) for payee, amount in paid)
    for entry in office.entries(entity)[-len(paid) :]:
        of = next(lines for (payee, _), lines in paid.items() if payee == entry["party"])
        assert lines_of(office, entity, entry["id"]) == of
    owed_or_paid = {PAYABLE: total} if key == BILLS else {CHECKING: f"-{total}"}
    assert since.posted() == {**owed_or_paid, COST: total}


@pytest.mark.parametrize(
    ("letter", "brokerage_net"),
    [("A", "2,000.00"), ("B", "1,800.00"), ("C", "1,800.00"), ("D", "2,800.00")],
)
@under_each(("income", "expenses"), [(INVOICES, BILLS), (RECEIPTS, SPENT), (DEPOSITS, CHECKS)])
def test_the_brokerage_keeps_its_net(
    office: Office, letter: str, brokerage_net: str, income: str, expenses: str
) -> None:
    # In D QuickBooks is told nothing of the referral, so 1,000.00 more stays in its books.
    office.use(income)
    office.use(expenses)
    since = Since(office)
    deal = office.core.post(f"/examples/{letter}")["transactions"][0]
    office.run(INCOME, (str(deal),))
    office.run(EXPENSES, (str(deal),))

    changed = since.changed()
    net = changed[COMMISSIONS] + changed.get(OTHER, 0) - changed[COST]
    assert format_amount(net) == brokerage_net
    if income == INVOICES:
        assert changed[RECEIVABLE] - changed[PAYABLE] == net
    else:
        assert changed[CHECKING] == net
    assert office.quickbooks.trial_balance()["balanced"]


def account_id(office: Office, name: str) -> str:
    with office.gateway() as gateway:
        entry = gateway.catalogue().by_name(ListKind.ACCOUNT, name)
    assert entry is not None
    return entry.id


def test_paid_through_escrow_which_is_empty_once_the_brokers_net_is_moved(office: Office) -> None:
    office.use(DEPOSITS, deposit_account=ESCROW)
    office.use(CHECKS, checking_account=ESCROW)
    since = Since(office)
    deal = office.core.post("/examples/A")["transactions"][0]
    office.run(INCOME, (str(deal),))
    office.run(EXPENSES, (str(deal),))
    assert sorted(entered_by_customer(office, since)) == [
        ("Deposit", ADDRESS["A"], "10,000.00"),
        ("Purchase", "Amy Adler", "7,840.00"),
        ("Purchase", "Lee Lawson", "160.00"),
    ]
    assert since.posted() == {ESCROW: "2,000.00", COMMISSIONS: "10,000.00", COST: "8,000.00"}

    with office.quickbooks.api() as api:
        net_to_the_bank = {
            "Amount": 2000,
            "FromAccountRef": {"value": account_id(office, ESCROW)},
            "ToAccountRef": {"value": account_id(office, CHECKING)},
        }
        api.post("transfer", json=net_to_the_bank).raise_for_status()
    assert since.posted() == {CHECKING: "2,000.00", COMMISSIONS: "10,000.00", COST: "8,000.00"}


E_INVOICE = ("Invoice", "Eve Eastman (agent billing)", "100.00")
E_PAYMENT = ("Payment", "Eve Eastman (agent billing)", "100.00")
E_LINES = [("Desk fee", "95.00"), ("Technology fee", "25.00"), ("Agent credit", "-20.00")]
BILLED = "Agent Billing Income"


def billed(office: Office) -> tuple[str, str]:
    """Example E: the statement, and its agent."""
    made = office.core.post("/examples/E")
    return str(made["statements"][0]), str(made["agents"][0])


def test_e_unpaid_then_paid_on_the_same_invoice_then_unpaid_again(office: Office) -> None:
    office.use("billings-and-payments")
    since = Since(office)
    statement, agent = billed(office)
    office.run(BILLING, (agent,))
    assert since.created() == [E_INVOICE]
    assert since.posted() == {RECEIVABLE: "100.00", BILLED: "100.00"}
    invoice = office.entries("Invoice")[-1]
    assert invoice["balance"] == 10_000
    assert lines_of(office, "Invoice", invoice["id"]) == E_LINES

    paid = office.core.post(f"/statements/{statement}/payments")["payments"][-1]
    report = office.run(BILLING, (agent,))
    assert (report.created, report.updated) == (1, 0)
    assert sorted(since.created()) == [E_INVOICE, E_PAYMENT]
    assert since.posted() == {CHECKING: "100.00", BILLED: "100.00"}
    same = office.entries("Invoice")[-1]
    assert (same["id"], same["balance"]) == (invoice["id"], 0)

    office.core.delete(f"/statements/{statement}/payments/{paid['id']}")
    assert office.run(BILLING, (agent,)).voided == 1
    assert since.posted() == {RECEIVABLE: "100.00", BILLED: "100.00"}
    again = office.run(BILLING, (agent,))
    assert (again.created, again.updated, again.voided) == (0, 0, 0)


def test_e_paid_before_the_first_sync_is_a_paid_invoice(office: Office) -> None:
    office.use("billings-and-payments")
    statement, agent = billed(office)
    office.core.post(f"/statements/{statement}/payments")
    since = Since(office)
    office.run(BILLING, (agent,))
    assert sorted(since.created()) == [E_INVOICE, E_PAYMENT]
    assert since.posted() == {CHECKING: "100.00", BILLED: "100.00"}


def test_e_with_sales_receipts_and_expenses_for_deals_the_invoice_is_the_bill_alone(
    office: Office,
) -> None:
    office.use(RECEIPTS)
    office.use(SPENT)
    office.use("billings-and-payments")
    since = Since(office)
    deal = str(office.core.post("/examples/A")["transactions"][0])
    _, agent = billed(office)
    office.run(INCOME, (deal,))
    office.run(EXPENSES, (deal,))
    office.run(BILLING, (agent,))
    assert since.posted() == {
        CHECKING: "2,000.00",
        RECEIVABLE: "100.00",
        COMMISSIONS: "10,000.00",
        BILLED: "100.00",
        COST: "8,000.00",
    }
