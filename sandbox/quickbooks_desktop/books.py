"""The open company file as one request sees it: its store, its settings, its clock."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from sandbox.accounting.ledger import GeneralLedger
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.refusals import Refusal, bad_reference, in_use, related_in_use
from sandbox.quickbooks_desktop.settings import Settings
from sandbox.quickbooks_desktop.store import Record, Store

APP = "the app"
"""Who writes over qbXML, in the history of an entry."""
ENTITIES = ("Customer", "Vendor", "Employee", "OtherName")
"""The lists over which a name is given once."""
ITEMS = (
    "ItemService",
    "ItemNonInventory",
    "ItemOtherCharge",
    "ItemInventory",
    "ItemInventoryAssembly",
    "ItemFixedAsset",
    "ItemSubtotal",
    "ItemDiscount",
    "ItemPayment",
    "ItemGroup",
    "ItemSalesTax",
    "ItemSalesTaxGroup",
)
"""Every type of the item list, over which a name is given once."""
_ACCOUNT = (("Account",), "Account")
_LISTS: dict[str, tuple[tuple[str, ...], str]] = {
    "CustomerRef": (("Customer",), "Customer"),
    "VendorRef": (("Vendor",), "Vendor"),
    "PrefVendorRef": (("Vendor",), "Vendor"),
    "EntityRef": (ENTITIES, "Entity"),
    "PayeeEntityRef": (ENTITIES, "Entity"),
    "ClassRef": (("Class",), "Class"),
    "ItemRef": (ITEMS, "Item"),
    "ItemSalesTaxRef": (("ItemSalesTax", "ItemSalesTaxGroup"), "SalesTaxItem"),
    "ItemPurchaseTaxRef": (("ItemSalesTax", "ItemSalesTaxGroup"), "SalesTaxItem"),
    "SalesTaxCodeRef": (("SalesTaxCode",), "SalesTaxCode"),
    "CustomerSalesTaxCodeRef": (("SalesTaxCode",), "SalesTaxCode"),
    "TaxVendorRef": (("Vendor",), "Vendor"),
    "CurrencyRef": (("Currency",), "Currency"),
    "TermsRef": (("StandardTerms",), "Terms"),
    "PaymentMethodRef": (("PaymentMethod",), "PaymentMethod"),
    "PreferredPaymentMethodRef": (("PaymentMethod",), "PaymentMethod"),
}
"""Reference -> the kinds it may refer to, and what messages call their list."""
_FIRST_LIST_NUMBER = 0x80000000


@dataclass(frozen=True, slots=True)
class Books:
    """What rules and queries work with; `who` is whose changes they are."""

    store: Store
    settings: Settings
    who: str = APP
    refusals: deque[Refusal] = field(default_factory=deque)
    """What the next writes are refused with, whatever they are."""
    _accounts: list[Record] = field(default_factory=list)
    """The chart of accounts, read once for a request."""

    @property
    def ledger(self) -> GeneralLedger:
        """The general ledger."""
        return GeneralLedger(self.store.database, "file")

    # The clock

    def now(self) -> int:
        """The PC's clock, in Unix seconds."""
        return int(time.time()) + self.settings.clock_offset_seconds

    def today(self) -> str:
        """The day on the PC."""
        return dt.datetime.fromtimestamp(self.now(), self._zone).date().isoformat()

    def shown(self, seconds: int) -> str:
        """A moment as QuickBooks writes it, in the PC's time."""
        local = dt.datetime.fromtimestamp(seconds, self._zone)
        offset = local.utcoffset() or dt.timedelta()
        if self.settings.daylight_offset_wrong:
            offset -= local.dst() or dt.timedelta()
        minutes = int(offset.total_seconds()) // 60
        sign = "-" if minutes < 0 else "+"
        hours, rest = divmod(abs(minutes), 60)
        return f"{local.replace(tzinfo=None).isoformat()}{sign}{hours:02}:{rest:02}"

    def seconds(self, moment: dt.datetime) -> int:
        """A moment of the PC's time (naive) in Unix seconds."""
        return int(moment.replace(tzinfo=self._zone).timestamp())

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    # What is on the lists

    def reference(self, record: Record) -> Body:
        """How others refer to a list entry."""
        return {"ListID": record.id, "FullName": record.label}

    def entry(self, kinds: Sequence[str], ref: Body) -> Record | None:
        """The list entry that a reference means; with both given, the ListID decides."""
        if ref.get("ListID"):
            found = self.store.get(ref["ListID"])
            known = found is not None and found.kind in kinds and found.status == "live"
            return found if known else None
        if not ref.get("FullName"):
            return None
        name = ref["FullName"].casefold()
        return next(iter(self.store.find(kinds, "name = ? AND status = 'live'", (name,))), None)

    def referred(self, field: str, ref: Body, place: str) -> Record:
        """What a field refers to; raises `Refusal` 3140 when there is no such entry."""
        kinds, list_name = _LISTS.get(field, _ACCOUNT if "Account" in field else ((), field[:-3]))
        found = self.entry(kinds, ref)
        if found is None or self._is_refused(found):
            value = ref.get("ListID") or ref.get("FullName") or ""
            raise bad_reference(list_name, value, place)
        return found

    def _is_refused(self, record: Record) -> bool:
        """Whether an application may not use somebody who is inactive."""
        refuses = self.settings.inactive_names == "refuse" and self.who == APP
        return refuses and record.kind in ENTITIES and not record.active

    def get(self, id_: str) -> Record:
        """A record that is known to be there."""
        found = self.store.get(id_)
        assert found is not None, id_  # noqa: S101  (referred to by what was checked)
        return found

    def accounts(self, account_type: str) -> Iterator[Record]:
        """The accounts of a type, the oldest first."""
        if not self._accounts:
            self._accounts.extend(self.store.find(("Account",)))
        for account in self._accounts:
            if account.body["AccountType"] == account_type:
                yield account

    def default_account(self, account_type: str) -> Body:
        """The oldest account of a type."""
        return self.reference(next(self.accounts(account_type)))

    def named(self, kind: str, name: str) -> Record:
        """The list entry of a kind that has a name."""
        return self.store.find((kind,), "name = ?", (name.casefold(),))[0]

    def undeposited(self) -> Record:
        """The account of what was received and not yet brought to the bank."""
        return next(
            account
            for account in self.accounts("OtherCurrentAsset")
            if account.body.get("SpecialAccountType") == "UndepositedFunds"
        )

    def account_type(self, ref: Body) -> str:
        """The type of an account that was resolved."""
        return str(self.get(ref["ListID"]).body["AccountType"])

    # Ids and locks

    def new_list_id(self) -> tuple[str, int]:
        """An id for a list entry, with its number."""
        number = self.store.next_number()
        return f"{_FIRST_LIST_NUMBER + number:X}-{self.now()}", number

    def new_txn_id(self) -> tuple[str, int]:
        """An id for a transaction or a line, with its number."""
        number = self.store.next_number()
        return f"{number:X}-{self.now()}", number

    def locked(self, record: Record) -> None:
        """Refuse with 3175 what somebody has open."""
        if record.id in self.settings.locked:
            raise in_use(record.label)

    def related(self, record: Record, label: str) -> None:
        """Refuse with 3176 a change that touches what somebody has open."""
        if record.id in self.settings.locked:
            raise related_in_use(label)

    def may_write(self) -> None:
        """Refuse as was ordered, and with 3260 when the user who gave access may only read."""
        if self.refusals:
            raise self.refusals.popleft()
        if self.settings.read_only:
            raise Refusal(3260, "Insufficient permission level to perform this action.")

    def touched(self, record: Record) -> Record:
        """The record with a new edit sequence and the present time."""
        sequence = max(record.edit_sequence + 1, self.now())
        return replace(record, edit_sequence=sequence, modified=max(record.modified, self.now()))
