"""Whatever is posted, changed, voided or deleted: the books balance and equal the documents."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sandbox.quickbooks_desktop.company_file import CompanyFile
from tests.profiles import examples
from tests.sandbox.quickbooks_desktop.bookkeeper import Bookkeeper, Fields, Refused, ref, text

CENTS = st.integers(-50_000, 100_000)
PAID = st.integers(0, 60_000)
AMOUNTS = st.lists(CENTS, min_size=1, max_size=3)
VOIDED = (
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "Bill",
    "VendorCredit",
    "Check",
    "BillPaymentCheck",
    "Deposit",
)


def dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


class BusyBookkeeper(RuleBasedStateMachine):
    """Enters, changes and removes documents at random."""

    def __init__(self) -> None:
        super().__init__()
        self.file = CompanyFile()
        self.books = Bookkeeper(self.file)
        self.changes = -1
        self.known: list[dict[str, Any]] = []

    def teardown(self) -> None:
        self.file.close()

    @initialize()
    def people(self) -> None:
        self.customers = [self.books.customer(f"Customer {n}") for n in range(2)]
        self.vendors = [self.books.vendor(f"Vendor {n}") for n in range(2)]

    def attempt(self, kind: str, **fields: Any) -> None:
        """QuickBooks may refuse; then nothing may have changed."""
        before = self.file.balances()
        try:
            self.books.add(kind, **fields)
        except Refused:
            assert self.file.balances() == before

    def live(self, *kinds: str) -> list[dict[str, Any]]:
        return [
            entry for entry in self.entries if entry["type"] in kinds and entry["status"] == "live"
        ]

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Everything in the books, read again when something has changed."""
        changes = self.file.store.database.total_changes
        if changes != self.changes:
            self.changes, self.known = changes, self.file.entries()
        return self.known

    @rule(
        kind=st.sampled_from(["Invoice", "SalesReceipt", "CreditMemo"]),
        who=st.integers(0, 1),
        amounts=AMOUNTS,
    )
    def sell(self, kind: str, who: int, amounts: list[int]) -> None:
        lines = self.books.sold(*map(dollars, amounts))
        fields: Fields = {"CustomerRef": self.customers[who], f"{kind}LineAdd": lines}
        self.attempt(kind, **fields)

    @rule(kind=st.sampled_from(["Bill", "VendorCredit"]), who=st.integers(0, 1), amounts=AMOUNTS)
    def buy(self, kind: str, who: int, amounts: list[int]) -> None:
        lines = self.books.spent(*map(dollars, amounts))
        self.attempt(kind, VendorRef=self.vendors[who], ExpenseLineAdd=lines)

    @rule(amounts=AMOUNTS)
    def write_a_check(self, amounts: list[int]) -> None:
        lines = self.books.spent(*map(dollars, amounts))
        self.attempt("Check", AccountRef=ref("Escrow"), ExpenseLineAdd=lines)

    @rule(who=st.integers(0, 1), which=st.integers(0, 5), applied=PAID, extra=PAID)
    def receive(self, who: int, which: int, applied: int, extra: int) -> None:
        fields: Fields = {"IsAutoApply": True}
        invoices = self.live("Invoice")
        if invoices:
            invoice = invoices[which % len(invoices)]
            paid = {"TxnID": invoice["id"], "PaymentAmount": dollars(applied)}
            fields = {"AppliedToTxnAdd": paid}
        total = dollars(applied + extra)
        self.attempt("ReceivePayment", CustomerRef=self.customers[who], TotalAmount=total, **fields)

    @rule(who=st.integers(0, 1), which=st.integers(0, 5), applied=PAID)
    def pay_a_bill(self, who: int, which: int, applied: int) -> None:
        bills = self.live("Bill")
        if bills:
            bill = bills[which % len(bills)]
            paid = {"TxnID": bill["id"], "PaymentAmount": dollars(applied)}
            self.attempt(
                "BillPaymentCheck",
                PayeeEntityRef=self.vendors[who],
                BankAccountRef=ref("Checking Account"),
                IsToBePrinted=True,
                AppliedToTxnAdd=paid,
            )

    @rule(which=st.integers(0, 5), cash=PAID)
    def deposit(self, which: int, cash: int) -> None:
        lines: list[Fields] = [{"AccountRef": ref("Other Income"), "Amount": dollars(cash)}]
        payments = self.live("ReceivePayment", "SalesReceipt")
        if payments:
            lines.append({"PaymentTxnID": payments[which % len(payments)]["id"]})
        bank = ref("Checking Account")
        self.attempt("Deposit", DepositToAccountRef=bank, DepositLineAdd=lines)

    @rule(which=st.integers(0, 50), verb=st.sampled_from(["TxnVoid", "TxnDel"]))
    def remove(self, which: int, verb: str) -> None:
        found = self.live(*VOIDED) if verb == "TxnVoid" else self.entries
        if not found:
            return
        entry, before = found[which % len(found)], self.file.balances()
        try:
            self.books.remove(verb, entry["type"], entry["id"])
        except Refused:
            assert self.file.balances() == before

    @rule(which=st.integers(0, 5), amounts=AMOUNTS, kind=st.sampled_from(["Invoice", "Bill"]))
    def change(self, which: int, amounts: list[int], kind: str) -> None:
        found, before = self.live(kind), self.file.balances()
        if not found:
            return
        document = self.books.read(kind, found[which % len(found)]["id"])
        sent = self.books.sold if kind == "Invoice" else self.books.spent
        lines = [{"TxnLineID": "-1", **line} for line in sent(*map(dollars, amounts))]
        name = "InvoiceLineMod" if kind == "Invoice" else "ExpenseLineMod"
        try:
            self.books.change(document, **{name: lines})
        except Refused:
            assert self.file.balances() == before

    def total(self, *kinds: str) -> int:
        return sum(int(one["total"]) for one in self.live(*kinds))

    @invariant()
    def the_trial_balance_is_in_balance(self) -> None:
        assert self.file.trial_balance()["balanced"]

    @invariant()
    def balances_are_the_sums_of_documents(self) -> None:
        held, total = self.file.balances(), self.total
        sold = total("Invoice", "SalesReceipt") - total("CreditMemo")
        assert held["Commission Income"] == sold
        assert held["Agent Commissions"] == total("Bill", "Check") - total("VendorCredit")
        owed = total("Invoice") - total("CreditMemo", "ReceivePayment")
        assert held["Accounts Receivable"] == owed
        assert held["Accounts Payable"] == total("Bill") - total("VendorCredit", "BillPaymentCheck")

    @invariant()
    def what_is_open_adds_up(self) -> None:
        for kind, payment in (("Invoice", "ReceivePayment"), ("Bill", "BillPaymentCheck")):
            open_ = [one["balance"] for one in self.live(kind)]
            assert all(balance >= 0 for balance in open_)
            settled = self.total(kind) - sum(open_)
            assert 0 <= settled <= self.total(payment)
        for received in self.books.query("ReceivePayment"):
            assert not text(received, "UnusedPayment").startswith("-")


TestBusyBookkeeper = BusyBookkeeper.TestCase
TestBusyBookkeeper.settings = settings(
    max_examples=examples(40),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
