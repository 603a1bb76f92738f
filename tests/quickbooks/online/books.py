"""The bookkeeper's side of the examples: a sandbox company, and documents for it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, marker
from include.books.entries import Entry, EntryRef
from include.books.gateway import Action, Answer, DocumentWrite, PartyWrite, Posted
from include.books.money import Cents
from include.books.parties import Party, PartyKind
from include.quickbooks.online.gateway import OnlineGateway, connect
from include.quickbooks.online.wire.limiter import Limiter
from include.quickbooks.online.wire.settings import OnlineSettings
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from sandbox.quickbooks_online.testing import RunningSandbox
from tests.quickbooks.online.fakes import BOUNDLESS, MemoryVault

DAY = dt.date(2026, 3, 2)
_KEYS = iter(range(1, 1_000_000))
_TO_VENDORS = frozenset(
    {DocumentKind.BILL, DocumentKind.VENDOR_CREDIT, DocumentKind.CHECK, DocumentKind.EXPENSE}
)


def settings_of(sandbox: RunningSandbox, **changes: Any) -> OnlineSettings:
    """How the sandbox is reached."""
    values: dict[str, Any] = {
        "client_id": "sandbox-client",
        "client_secret": "sandbox-secret",
        "realm_id": sandbox.realm,
        "environment": "sandbox",
        "api_url": sandbox.url,
        "oauth_url": sandbox.url,
        "app_url": f"{sandbox.url}/app/{sandbox.realm}",
        "timeout_seconds": 5.0,
    }
    return OnlineSettings(**{**values, **changes})


def tokens_of(sandbox: RunningSandbox) -> Tokens:
    """Tokens as connecting the sandbox's company yields them."""
    answer = sandbox.tokens()
    now = dt.datetime.now(dt.UTC)
    return Tokens(
        answer["access_token"],
        answer["refresh_token"],
        now + dt.timedelta(seconds=int(answer["expires_in"])),
        now + dt.timedelta(days=100),
    )


@dataclass
class Books:
    """A company of the sandbox with a gateway to it."""

    sandbox: RunningSandbox
    gateway: OnlineGateway
    vault: MemoryVault
    lists: Catalogue

    def product(self, name: str) -> ListRef:
        found = self.lists.by_name(ListKind.PRODUCT, name)
        assert found is not None, name
        return found.ref

    def account(self, name: str) -> ListRef:
        found = self.lists.by_name(ListKind.ACCOUNT, name)
        assert found is not None, name
        return found.ref

    def code(self, name: str) -> ListRef:
        """A tax code of a company outside the United States."""
        found = self.lists.by_name(ListKind.TAX_CODE, name)
        assert found is not None, name
        return found.ref

    def party(self, kind: PartyKind, name: str, **details: Any) -> EntryRef:
        """A customer or vendor, created through the gateway."""
        return only(self.gateway.write_parties([party_write(kind, name, **details)])).ref

    def customer(self, name: str = "12 Oak Street") -> str:
        return self.party(PartyKind.CUSTOMER, name).id

    def vendor(self, name: str = "Jane Doe") -> str:
        return self.party(PartyKind.VENDOR, name).id

    def invoice(self, customer: str, number: str, *lines: tuple[str, Cents]) -> DocumentWrite:
        return document_write(
            DocumentKind.INVOICE,
            customer,
            number,
            [Line(name, f"{name} line", cents, self.product(name)) for name, cents in lines],
        )

    def purchase(
        self, kind: DocumentKind, vendor: str, number: str, *lines: tuple[str, Cents]
    ) -> DocumentWrite:
        """A bill or vendor credit, booked to accounts by name."""
        booked = [Line(name, f"{name} line", cents, self.account(name)) for name, cents in lines]
        return document_write(kind, vendor, number, booked)

    def sale(
        self, kind: DocumentKind, customer: str, number: str, *lines: tuple[str, Cents]
    ) -> DocumentWrite:
        """A sales receipt into escrow, or a credit memo, of products by name."""
        sold = [Line(name, f"{name} line", cents, self.product(name)) for name, cents in lines]
        receipt = kind is DocumentKind.SALES_RECEIPT
        account = self.account("Escrow") if receipt else None
        return document_write(kind, customer, number, sold, account=account)

    def money(
        self,
        kind: DocumentKind,
        party: str,
        number: str,
        *lines: tuple[str, Cents],
        account: str = "Checking Account",
    ) -> DocumentWrite:
        """A deposit into an account, or a check, an expense or a refund out of it."""
        booked = [Line(name, f"{name} line", cents, self.account(name)) for name, cents in lines]
        return document_write(kind, party, number, booked, account=self.account(account))

    def payment(
        self, customer: str, invoice_id: str, cents: Cents, applied: Cents | None = None
    ) -> DocumentWrite:
        bank = self.account("Checking Account")
        line = Line("Payment", "Payment by check", cents, bank)
        write = document_write(
            DocumentKind.PAYMENT, customer, "P77", [line], account=bank, pays_id=invoice_id
        )
        return changed(write, applied=applied)

    def written(self, write: DocumentWrite) -> Posted:
        """The yes to one document."""
        return only(self.gateway.write_documents([write]))

    def entry(self, kind: DocumentKind, entry_id: str) -> Entry:
        """A document as QuickBooks has it now."""
        return self.gateway.read_entries(kind, [entry_id])[entry_id]

    def body(self, entity: str, entry_id: str) -> dict[str, Any]:
        """An entity as the API shows it."""
        with self.sandbox.api() as api:
            found: dict[str, Any] = api.get(f"{entity.lower()}/{entry_id}").json()[entity]
        return found

    def balances(self) -> dict[str, Cents]:
        """Account name -> cents, of accounts with a balance."""
        assert self.sandbox.trial_balance()["balanced"]
        return {name: cents for name, cents in self.sandbox.balances().items() if cents}

    def send(self, *writes: DocumentWrite) -> dict[str, Answer]:
        """Send documents; their answers by request id."""
        return by_id(self.gateway.write_documents(writes))


def open_books(sandbox: RunningSandbox, **changes: Any) -> Books:
    """Connect a sandbox's company."""
    vault = MemoryVault(tokens_of(sandbox))
    gateway = connect(settings_of(sandbox, **changes), vault, limiter=Limiter(BOUNDLESS))
    return Books(sandbox, gateway, vault, gateway.catalogue())


def party_write(
    kind: PartyKind,
    name: str,
    action: Action = Action.CREATE,
    existing: EntryRef | None = None,
    **details: Any,
) -> PartyWrite:
    """A customer or vendor to be written."""
    party = Party(f"{kind}/agent:{name}", kind, name, **details)
    return PartyWrite(f"request-{next(_KEYS)}", action, party, existing)


def document_write(
    kind: DocumentKind,
    party_id: str,
    number: str,
    lines: Sequence[Line],
    *,
    account: ListRef | None = None,
    pays_id: str | None = None,
    memo: str = "12 Oak Street, Sacramento",
) -> DocumentWrite:
    """A document to be created."""
    key = f"test/{kind}:{number}/{next(_KEYS)}"
    side = PartyKind.VENDOR if kind in _TO_VENDORS else PartyKind.CUSTOMER
    document = Document(
        key=key,
        kind=kind,
        party=Party("x", side, "Jane Doe"),
        lines=tuple(lines),
        number=number,
        memo=memo,
        account=account,
    )
    return DocumentWrite(
        request_id=f"request-{next(_KEYS)}",
        action=Action.CREATE,
        document=document,
        marker=marker("company", key),
        date=DAY,
        due_date=DAY,
        party_id=party_id,
        pays_id=pays_id,
    )


def changed(write: DocumentWrite, **changes: Any) -> DocumentWrite:
    """The same write with something else in its document."""
    return dataclasses.replace(write, document=dataclasses.replace(write.document, **changes))


def again(write: DocumentWrite, action: Action, ref: EntryRef) -> DocumentWrite:
    """The same document once more, to be updated or voided."""
    return dataclasses.replace(
        write, action=action, existing=ref, request_id=write.request_id + action[0]
    )


def taxed(write: DocumentWrite, *codes: ListRef) -> DocumentWrite:
    """The same document with tax codes: one for all lines, or one for each."""
    lines = write.document.lines
    each = codes * len(lines) if len(codes) == 1 else codes
    pairs = zip(lines, each, strict=True)
    return changed(write, lines=tuple(dataclasses.replace(line, tax=code) for line, code in pairs))


def by_id(answers: Iterable[Answer]) -> dict[str, Answer]:
    """Answers by request id; there is one for each."""
    listed = list(answers)
    found = {answer.request_id: answer for answer in listed}
    assert len(found) == len(listed)
    return found


def only(answers: Iterable[Answer]) -> Posted:
    """The one yes there is."""
    (answer,) = answers
    assert isinstance(answer, Posted), answer
    return answer
