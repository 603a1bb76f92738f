"""Reading QuickBooks Online's lists: the company, accounts, products and classes, and names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from include.books.catalogue import Catalogue, ListEntry, ListKind, plain
from include.books.entries import PartyEntry
from include.books.gateway import CompanyFacts, Feature
from include.books.parties import PartyKind
from include.clock import Clock
from include.quickbooks.online.company import company_facts
from include.quickbooks.online.entries.entries import is_usable, list_entries
from include.quickbooks.online.entries.home import UNITED_STATES, Home
from include.quickbooks.online.entries.inactive_names import inactive_name
from include.quickbooks.online.entries.parties import ENTITIES, party_entry
from include.quickbooks.online.entries.sales_forms import SalesForms, sales_forms
from include.quickbooks.online.entries.tax_codes import tax_code_entries
from include.quickbooks.online.kept_lists import (
    ACTIVE_OR_NOT,
    BILLS,
    INFO,
    PREFERENCES,
    SALES,
    TAX_CODES,
    TAX_RATES,
    KeptLists,
)
from include.quickbooks.online.wire.query import quoted
from include.quickbooks.online.wire.reader import Reader
from include.quickbooks.online.wire.settings import OnlineSettings

_ALL = ACTIVE_OR_NOT
_INACTIVE = "Active = false"
_PREFERENCES = "preferences"
_WITHOUT_SALES = "ledger"
"""Of the name of a subscription that accountants buy for clients, without invoices and bills."""
LISTS = {
    ListKind.ACCOUNT: "Account",
    ListKind.PRODUCT: "Item",
    ListKind.CLASS: "Class",
    ListKind.PAYMENT_METHOD: "PaymentMethod",
}


class ListReader:
    """Reads lists; every method raises `GatewayUnavailable` when that can't be done."""

    def __init__(
        self, settings: OnlineSettings, reader: Reader, kept: KeptLists, clock: Clock
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._reader = reader
        self._kept = kept
        self._forms: SalesForms | None = None
        self._home: Home | None = None
        self._home_may_differ = False

    def company(self) -> CompanyFacts:
        """The company's own facts.

        Raises:
            GatewayUnavailable: also when the company is of another country or currency, or read-only.
        """
        facts = self._facts()
        return dataclasses.replace(facts, missing=facts.missing | self._lacking(facts.edition))

    def _lacking(self, subscription: str) -> frozenset[Feature]:
        """What the subscription lacks; sales forms are in all but QuickBooks Ledger, so only it is asked."""
        asked = {Feature.BILLS: BILLS}
        if _WITHOUT_SALES in subscription.casefold():
            asked[Feature.SALES] = SALES
        return frozenset(
            feature for feature, entity in asked.items() if not self._kept.has(entity, subscription)
        )

    def _facts(self, *, recent: bool = False) -> CompanyFacts:
        settings = self._settings
        address = f"companyinfo/{settings.realm_id}"
        info = self._kept.single(INFO, address, recent=recent)
        preferences = self._kept.single(PREFERENCES, _PREFERENCES, recent=recent)
        self._forms = sales_forms(preferences)
        facts = company_facts(settings.realm_id, info, preferences, settings.currency)
        self._home = Home(facts.country, facts.currency, facts.tax_codes)
        self._home_may_differ = False
        return facts

    def home(self) -> Home:
        """Where the company keeps its books; nothing is asked for one in the United States.

        Raises:
            GatewayUnavailable: as `company` does.
        """
        if self._home is None and self._settings.is_in_the_us:
            return UNITED_STATES
        if self._home is None or (self._home_may_differ and not self._home.is_us):
            self._facts(recent=True)
        return self._home or UNITED_STATES

    def look_again(self) -> None:
        """What the company was may have changed, such as whether its lines need tax codes."""
        self._home_may_differ = True

    def sales_forms(self) -> SalesForms:
        """How the company keeps sales; its preferences are read once."""
        if self._forms is None:
            self._forms = sales_forms(self._kept.single(PREFERENCES, _PREFERENCES, recent=True))
        return self._forms

    def catalogue(self) -> Catalogue:
        """Accounts, products, classes, payment methods and tax codes, inactive ones included.

        Tax codes only where lines need them.
        """
        home = self.home()
        lists = [one for kind in LISTS for one in self._list(kind, home)]
        return Catalogue([*lists, *self._tax_codes(home)], spelled=home.spelled)

    def tax_codes(self) -> Catalogue:
        """The tax codes alone, read again: QuickBooks doesn't list what changes of them."""
        self._kept.written((TAX_CODES, TAX_RATES))
        home = self.home()
        return Catalogue(self._tax_codes(home), spelled=home.spelled)

    def _tax_codes(self, home: Home) -> list[ListEntry]:
        """The tax codes, where lines need them now: reading the lists told what changed of the facts."""
        if home.is_us:
            return []
        # Where nothing is kept, the facts were read for this gateway.
        tax_codes = self._facts().tax_codes if self._kept.are_kept else home.tax_codes
        if not tax_codes:
            return []
        codes, rates = self._kept.rows(TAX_CODES), self._kept.rows(TAX_RATES)
        return list(tax_code_entries(codes, rates, self._clock.now().date(), home))

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Customers or vendors by display name, inactive ones included.

        Returns:
            By the name as it is given, though QuickBooks may have it in other case or letters. An
            inactive one, which QuickBooks renamed, is found by its old name where no other has it.
        """
        home = self.home()
        kept = {name: home.spelled(name) for name in names}
        spelled = [name for name in kept.values() if name]
        wanted = [*spelled, *map(inactive_name, spelled)]
        rows = list(self._reader.rows_in(ENTITIES[kind], "DisplayName", wanted, _ALL))
        if home.may_be_french and len(rows) < len(spelled):
            # By which name an inactive one is found there isn't known.
            rows += self._reader.rows(ENTITIES[kind], _INACTIVE)
        entries = [party_entry(kind, row, home) for row in rows]
        by_name = {plain(one.former_name): one for one in entries if one.former_name}
        by_name |= {plain(one.display_name): one for one in entries}
        matches = {name: by_name.get(plain(spelled)) for name, spelled in kept.items()}
        return {name: entry for name, entry in matches.items() if entry is not None}

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that has a display name, active or not."""
        home = self.home()
        kept = home.spelled(name)
        for kind, entity in ENTITIES.items() if kept else ():
            for row in self._reader.rows(entity, f"DisplayName = {quoted(kept)}", _ALL):
                return party_entry(kind, row, home)
        return None

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        if kind is PartyKind.OTHER_NAME:
            return  # QuickBooks Online has no such list
        home = self.home()
        for row in self._kept.rows(ENTITIES[kind]):
            yield party_entry(kind, row, home)

    def list_entry_named(self, kind: ListKind, name: str) -> ListEntry | None:
        """The account, product or class with a name, active or not."""
        home = self.home()
        wanted = f"Name = {quoted(home.spelled(name))}"
        rows = list(self._reader.rows(LISTS[kind], wanted, _ALL))
        return next(list_entries(kind, rows, home), None)

    def _list(self, kind: ListKind, home: Home) -> list[ListEntry]:
        rows = self._kept.rows(LISTS[kind])
        return list(list_entries(kind, (row for row in rows if is_usable(kind, row)), home))
