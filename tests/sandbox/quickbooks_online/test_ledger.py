"""Whatever is posted, changed, voided or deleted: the books balance and equal the documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from sandbox.quickbooks_online import ledger, reports, writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS, TRANSACTIONS
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.settings import DEFAULT_REALM, StartSettings
from sandbox.quickbooks_online.store import Record
from tests.profiles import examples

CENTS = st.integers(-50_000, 100_000)
PAID = st.integers(0, 60_000)


def dollars(cents: int) -> Decimal:
    return Decimal(cents) / 100


class BusyBookkeeper(RuleBasedStateMachine):
    """Enters, changes and removes documents at random."""

    def __init__(self) -> None:
        super().__init__()
        self.runtime = Runtime(StartSettings())
        self.refused = 0
        self.changes = -1
        self.known: dict[str, list[Record]] = {}

    def teardown(self) -> None:
        self.runtime.store.close()

    @property
    def company(self) -> Company:
        return self.runtime.company(DEFAULT_REALM)

    @initialize()
    def people(self) -> None:
        found = self.company.store.find(DEFAULT_REALM, "Account")
        self.accounts = {record.body["Name"]: {"value": record.id} for record in found}
        self.customers = [self.create("Customer", DisplayName=f"Customer {n}") for n in range(2)]
        self.vendors = [self.create("Vendor", DisplayName=f"Vendor {n}") for n in range(2)]

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """QuickBooks may refuse; then nothing may have changed."""
        before = ledger.journal(self.company)
        try:
            with self.runtime.store.transaction():
                yield
        except Refusal:
            self.refused += 1
            assert ledger.journal(self.company) == before

    def create(self, entity: str, **body: Any) -> dict[str, str]:
        record: Record | None = None
        with self.attempt():
            record = writing.create(self.company, SPECS[entity], body)
        return {"value": record.id if record else ""}

    def lines(self, holder: str, amounts: list[int]) -> list[dict[str, Any]]:
        detail = {
            "SalesItemLineDetail": {"ItemRef": {"value": "2"}},
            "AccountBasedExpenseLineDetail": {"AccountRef": self.accounts["Agent Commissions"]},
            "DepositLineDetail": {"AccountRef": self.accounts["Commission Income"]},
        }[holder]
        return [
            {"Amount": dollars(amount), "DetailType": holder, holder: dict(detail)}
            for amount in amounts
        ]

    @rule(
        entity=st.sampled_from(["Invoice", "SalesReceipt", "CreditMemo"]),
        who=st.integers(0, 1),
        amounts=st.lists(CENTS, min_size=1, max_size=3),
    )
    def sell(self, entity: str, who: int, amounts: list[int]) -> None:
        lines = self.lines("SalesItemLineDetail", amounts)
        self.create(entity, CustomerRef=self.customers[who], Line=lines)

    @rule(
        entity=st.sampled_from(["Bill", "VendorCredit"]),
        who=st.integers(0, 1),
        amounts=st.lists(CENTS, min_size=1, max_size=3),
    )
    def buy(self, entity: str, who: int, amounts: list[int]) -> None:
        lines = self.lines("AccountBasedExpenseLineDetail", amounts)
        self.create(entity, VendorRef=self.vendors[who], Line=lines)

    @rule(amounts=st.lists(CENTS, min_size=1, max_size=3))
    def write_a_check(self, amounts: list[int]) -> None:
        lines = self.lines("AccountBasedExpenseLineDetail", amounts)
        self.create("Purchase", PaymentType="Check", AccountRef=self.accounts["Escrow"], Line=lines)

    @rule(amounts=st.lists(CENTS, min_size=1, max_size=3), moved=PAID)
    def deposit_and_move(self, amounts: list[int], moved: int) -> None:
        escrow = self.accounts["Escrow"]
        self.create(
            "Deposit", DepositToAccountRef=escrow, Line=self.lines("DepositLineDetail", amounts)
        )
        self.create(
            "Transfer",
            FromAccountRef=escrow,
            ToAccountRef=self.accounts["Checking Account"],
            Amount=dollars(moved),
        )

    @rule(who=st.integers(0, 1), which=st.integers(0, 5), applied=PAID, extra=PAID)
    def pay_an_invoice(self, who: int, which: int, applied: int, extra: int) -> None:
        invoices = self.live("Invoice")
        lines = []
        if invoices:
            link = {"TxnId": invoices[which % len(invoices)].id, "TxnType": "Invoice"}
            lines = [{"Amount": dollars(applied), "LinkedTxn": [link]}]
        total = dollars(applied + extra)
        self.create("Payment", CustomerRef=self.customers[who], TotalAmt=total, Line=lines)

    @rule(which=st.integers(0, 5))
    def deposit_a_payment(self, which: int) -> None:
        payments = self.live("Payment")
        if not payments:
            return
        payment = payments[which % len(payments)]
        link = {"TxnId": payment.id, "TxnType": "Payment"}
        self.create(
            "Deposit",
            DepositToAccountRef=self.accounts["Checking Account"],
            Line=[{"Amount": payment.body["TotalAmt"], "LinkedTxn": [link]}],
        )

    @rule(which=st.integers(0, 50), verb=st.sampled_from(["void", "delete"]))
    def remove(self, which: int, verb: str) -> None:
        everything = [record for kind in TRANSACTIONS for record in self.live(kind)]
        if not everything:
            return
        record = everything[which % len(everything)]
        known = {"Id": record.id, "SyncToken": str(record.token)}
        with self.attempt():
            getattr(writing, verb)(self.company, SPECS[record.entity], known)

    @rule(which=st.integers(0, 5), amounts=st.lists(CENTS, min_size=1, max_size=3))
    def change_an_invoice(self, which: int, amounts: list[int]) -> None:
        invoices = self.live("Invoice")
        if not invoices:
            return
        record = invoices[which % len(invoices)]
        change = {
            "Id": record.id,
            "SyncToken": record.token,
            "sparse": True,
            "Line": self.lines("SalesItemLineDetail", amounts),
        }
        with self.attempt():
            writing.update(self.company, SPECS["Invoice"], change)

    def live(self, entity: str) -> list[Record]:
        """The entries of a kind, read again when something has changed."""
        changes = self.runtime.store.database.total_changes
        if changes != self.changes:
            self.changes, self.known = changes, {}
        if entity not in self.known:
            found = self.company.store.find(DEFAULT_REALM, entity, "status = 'live'")
            self.known[entity] = list(found)
        return self.known[entity]

    def total(self, *entities: str) -> int:
        found = (record for entity in entities for record in self.live(entity))
        return sum(int(record.body["TotalAmt"] * 100) for record in found)

    @invariant()
    def the_trial_balance_is_in_balance(self) -> None:
        assert reports.trial_balance(self.company)["balanced"]

    @invariant()
    def balances_are_the_sums_of_documents(self) -> None:
        balances = reports.balances(self.company)
        income = self.total("Invoice", "SalesReceipt") - self.total("CreditMemo")
        linked = sum(
            int(line["Amount"] * 100)
            for deposit in self.live("Deposit")
            for line in deposit.body["Line"]
            if line.get("LinkedTxn")
        )
        income += self.total("Deposit") - linked
        assert balances["Commission Income"] == income
        assert balances["Agent Commissions"] == self.total("Bill", "Purchase") - self.total(
            "VendorCredit"
        )
        assert balances["Accounts Payable"] == self.total("Bill") - self.total("VendorCredit")
        owed = self.total("Invoice") - self.total("CreditMemo", "Payment")
        assert balances["Accounts Receivable"] == owed

    @invariant()
    def open_balances_are_what_payments_leave(self) -> None:
        applied: dict[str, int] = {}
        unapplied = 0
        for payment in self.live("Payment"):
            unapplied += int(payment.body["UnappliedAmt"] * 100)
            for line in payment.body["Line"]:
                invoice = line["LinkedTxn"][0]["TxnId"]
                applied[invoice] = applied.get(invoice, 0) + int(line["Amount"] * 100)
        for invoice in self.live("Invoice"):
            open_ = int(invoice.body["Balance"] * 100)
            assert open_ >= 0
            assert open_ == int(invoice.body["TotalAmt"] * 100) - applied.pop(invoice.id, 0)
        # A payment of nothing may go on naming an invoice of nothing that is voided.
        assert not any(applied.values())
        assert unapplied + self.total("Invoice") - sum(
            int(invoice.body["Balance"] * 100) for invoice in self.live("Invoice")
        ) == self.total("Payment")


TestBusyBookkeeper = BusyBookkeeper.TestCase
TestBusyBookkeeper.settings = settings(
    max_examples=examples(50),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
