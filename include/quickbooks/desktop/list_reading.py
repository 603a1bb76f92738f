"""Reading QuickBooks Desktop's lists: the company, accounts, items and classes, and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from include.books.catalogue import Catalogue, ListKind, plain
from include.books.entries import PartyEntry
from include.books.gateway import CompanyFacts
from include.books.parties import PartyKind
from include.quickbooks.desktop.company import company_facts, company_queries
from include.quickbooks.desktop.entries import lists, parties
from include.quickbooks.desktop.entries.spelling import LIST_NAME, NAME, list_name
from include.quickbooks.desktop.entries.tax_codes import tax_code_entries
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.waiting import PcQueue, Query
from include.quickbooks.desktop.wire.qbxml import SetAnswer


class ListReader:
    """Reads lists; every method raises `GatewayWaits` until the PC has brought the responses."""

    def __init__(self, settings: DesktopSettings, pc: PcQueue) -> None:
        self._settings = settings
        self._home = settings.home
        self._pc = pc

    def company(self) -> CompanyFacts:
        """The company's own facts.

        Raises:
            GatewayUnavailable: also when the company is of another country or currency.
        """
        answers = self._pc.read(self._company_query())
        parts = tuple(part for answer in answers for part in answer.answers)
        settings = self._settings
        return company_facts(settings.company_id, SetAnswer("", parts), settings.currency)

    def catalogue(self) -> Catalogue:
        """Accounts, items, classes and payment methods, inactive ones included.

        Tax codes too, where every line needs one.
        """
        self.ask_for_lists()
        # A list that is off in the file (classes, without class tracking) is empty: the others stand.
        off = {lists.lists_query(kind).tag for kind in lists.CAN_BE_OFF}
        kinds = lists.lists_of(self._home)
        answers = self._pc.read_all(self._list_query(), off=off)
        rets = {kind: answer.rets for kind, answer in zip(kinds, answers, strict=True)}
        found = [
            one for kind in lists.LISTS for one in lists.list_entries(kind, rets[kind], self._home)
        ]
        if ListKind.TAX_CODE in rets and self.company().tax_codes:
            found += tax_code_entries(rets[ListKind.TAX_CODE], rets[ListKind.PRODUCT])
        return Catalogue(found, lambda name: list_name(name, LIST_NAME))

    def ask_for_lists(self) -> None:
        """Queue the lists and the company's settings, which are always read next, for one call."""
        self._pc.ask(self._list_query(), self._company_query())

    def find_parties(self, kind: PartyKind, names: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Customers or vendors by name, inactive ones included.

        Returns:
            By the name as it is given, though QuickBooks keeps it shorter or in other letters.
        """
        if not names:
            return {}
        request = parties.parties_query(kind, sorted(set(names)))
        [answer] = self._pc.read_all(Query(f"{kind}s", f"{len(names)} names", [request]))
        entries = [parties.party_entry(kind, ret, self._home) for ret in answer.rets]
        by_name = {plain(entry.display_name): entry for entry in entries}
        matches = {name: by_name.get(plain(list_name(name, NAME))) for name in names}
        return {name: entry for name, entry in matches.items() if entry is not None}

    def inactive_parties(self, kind: PartyKind, ids: Sequence[str]) -> Mapping[str, PartyEntry]:
        """Those of some customers or vendors that are inactive, by ID; deleted ones are left out."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        request = parties.parties_query(kind, ids=wanted)
        [answer] = self._pc.read_all(Query(f"{kind}s", f"{len(wanted)} {kind}s", [request]))
        entries = [parties.party_entry(kind, ret, self._home) for ret in answer.rets]
        return {entry.ref.id: entry for entry in entries if not entry.active}

    def name_taken_by(self, name: str) -> PartyEntry | None:
        """The customer, vendor or employee that has a name, active or not."""
        query = Query("names", f"the name {name}", [parties.entity_query(name)])
        [answer] = self._pc.read_all(query)
        holders = [parties.entity_holder(ret, self._home) for ret in answer.rets]
        return next((holder for holder in holders if holder is not None), None)

    def parties(self, kind: PartyKind) -> Iterator[PartyEntry]:
        """Every customer, vendor or employee, inactive ones included."""
        query = Query(f"{kind}s", f"all {kind}s", [parties.parties_query(kind, iterator=True)])
        [answer] = self._pc.read_all(query)
        for ret in answer.rets:
            yield parties.party_entry(kind, ret, self._home)

    def _company_query(self) -> Query:
        requests = company_queries(self._settings.owner_id)
        return Query("company", "the company's settings", requests)

    def _list_query(self) -> Query:
        requests = [lists.lists_query(kind) for kind in lists.lists_of(self._home)]
        return Query("lists", "accounts, items and classes", requests)
