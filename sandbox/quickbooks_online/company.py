"""One company file as a request sees it: its settings, its clock and its objects."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sandbox.quickbooks_online.errors import Refusal, inactive
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.store import Body, Record, Store, name_of

_LABELS = {
    "Account": "Accounts",
    "Class": "Classes",
    "Customer": "Names",
    "Department": "Departments",
    "Employee": "Names",
    "Item": "Items",
    "PaymentMethod": "PaymentMethods",
    "Term": "Terms",
    "Vendor": "Names",
}

APP = "app"
"""Who writes through the API, for history."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The sandbox's time, in Unix seconds."""

    settings: Callable[[], Settings]
    source: Callable[[], float] = time.time

    def now(self) -> float:
        """The moment, moved by the setting."""
        return self.source() + self.settings().clock_offset_seconds


@dataclass(frozen=True, slots=True)
class Company:
    """One company, as one request sees it.

    Attributes:
        who: for history: `APP`, or the person who edits in the pages.
        unseen: what earlier items of the same batch created: later items do not see it.
    """

    store: Store
    realm: str
    settings: Settings
    clock: Clock
    who: str = APP
    unseen: set[tuple[str, str]] = field(default_factory=set)

    def today(self) -> str:
        """The company's own date."""
        return self.local(self.clock.now()).date().isoformat()

    def local(self, moment: float) -> dt.datetime:
        """A moment in the company's timezone, to the second."""
        return dt.datetime.fromtimestamp(int(moment), ZoneInfo(self.settings.timezone))

    def get(self, entity: str, id_: str) -> Record | None:
        """One entity that this request can see and that is not deleted."""
        if (entity, id_) in self.unseen:
            return None
        record = self.store.get(self.realm, entity, id_)
        return None if record is None or record.status == "deleted" else record

    def referred(self, entities: tuple[str, ...], id_: str) -> Record:
        """The active entity that a reference names.

        Raises:
            Refusal: 2500 when there is none, 610 when it was made inactive.
        """
        for entity in entities:
            record = self.get(entity, id_)
            if record is None:
                continue
            if not record.active:
                raise inactive()
            return record
        label = _LABELS.get(entities[0], f"{entities[0]}s")
        raise Refusal("2500", f"Invalid Reference Id : {label} element id {id_} not found")

    def name_of(self, record: Record) -> str:
        """The name by which references show an entity."""
        return name_of(record.body) or record.body.get("DocNumber") or record.id

    def account(self, type_: str, sub_type: str | None = None) -> Body:
        """A reference to the company's first active account of a type.

        Raises:
            Refusal: 6000, there is none.
        """
        for record in self.store.find(self.realm, "Account", "active = 1"):
            body = record.body
            if body["AccountType"] == type_ and sub_type in (None, body.get("AccountSubType")):
                return {"value": record.id, "name": self.name_of(record)}
        raise Refusal("6000", f"The company has no account of type {sub_type or type_}.")
