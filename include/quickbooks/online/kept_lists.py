"""QuickBooks' lists and the company's facts, kept between runs and brought up to date by what changed.

QuickBooks meters what is read. So lists are read in whole once a week, and in between every gateway
asks one question before it uses them: what of all lists changed since it was last asked. Where a run
asks for changed entries, it is the same question. What QuickBooks doesn't answer in full, or doesn't
list changes of, is read again. What it rejects in a way that lets doubt a kept list, too (`forget`).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from include.books.gateway import GatewayUnavailable, Recovery
from include.clock import Clock
from include.quickbooks.online.entries.kept_fields import kept_fields
from include.quickbooks.online.wire.changes import REACH, is_deleted
from include.quickbooks.online.wire.error_codes.fault_table import NOT_IN_SUBSCRIPTION
from include.quickbooks.online.wire.reader import Body, Reader

logger = logging.getLogger(__name__)

ACTIVE_OR_NOT = "Active IN (true, false)"
"""Queries leave out what is inactive unless they have this condition."""

INFO, PREFERENCES, BILLS, SALES = "CompanyInfo", "Preferences", "Bill", "Invoice"
TAX_CODES, TAX_RATES = "TaxCode", "TaxRate"
SINGLES = frozenset({INFO, PREFERENCES})
"""What every company has exactly one of."""

_WITHOUT_CHANGES = frozenset({BILLS, SALES, TAX_CODES, TAX_RATES})
"""What QuickBooks lists no changes of, by
https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/change-data-capture:
of lists, tax codes and their rates."""

_OVERLAP = dt.timedelta(minutes=5)
"""QuickBooks may show a change a little after the time it is stamped with."""
_WHOLE_EVERY = dt.timedelta(days=7)
_RECENT = dt.timedelta(hours=1)
_REFUSED_FOR = dt.timedelta(days=1)
_NO_TIME = dt.timedelta()
_BY_AGE = {
    INFO: dt.timedelta(days=1),
    BILLS: dt.timedelta(days=1),
    SALES: dt.timedelta(days=1),
    "Class": dt.timedelta(hours=1),
    TAX_CODES: dt.timedelta(days=1),
    TAX_RATES: dt.timedelta(days=1),
}
"""How long that counts of which QuickBooks lists no changes; what isn't named here is always read."""


@dataclass(frozen=True, slots=True)
class KeptList:
    """How far a kept list goes.

    Attributes:
        read_at: when it was last read in whole.
        asked_at: up to when QuickBooks was asked for changes; None where it lists none.
        refused_at: when it last wouldn't list changes of it.
    """

    read_at: dt.datetime
    asked_at: dt.datetime | None
    refused_at: dt.datetime | None = None


class KeptStore(Protocol):
    """Where one company's lists are kept; every method is a transaction of its own."""

    def lists(self) -> Mapping[str, tuple[dt.datetime, dt.datetime | None, dt.datetime | None]]:
        """The lists that are kept, by kind of entity: the three moments of `KeptList`."""
        ...

    def bodies(self, entity: str) -> list[dict[str, Any]]:
        """The entities of a kept list."""
        ...

    def replace(
        self,
        entity: str,
        bodies: Iterable[Body],
        moments: tuple[dt.datetime, dt.datetime | None, dt.datetime | None],
    ) -> None:
        """Keep a list as it was read in whole, with the three moments of `KeptList`."""
        ...

    def merge(self, changed: Mapping[str, Sequence[Body]], asked_at: dt.datetime) -> None:
        """Keep what changed of lists that are kept; an older version of an entity changes nothing."""
        ...

    def forget(self, entities: Collection[str]) -> None:
        """Keep these lists no longer."""
        ...


class KeptLists:
    """The lists of one company as QuickBooks has them now.

    Args:
        reader: asks QuickBooks.
        clock: the time.
        store: where they are kept between gateways; None where nothing is kept.
        as_of: what was brought up to date at this moment or later counts as it is: another run of
            the company asked after this one was asked for. None if only an answer of its own counts.
    """

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        store: KeptStore | None,
        as_of: dt.datetime | None = None,
    ) -> None:
        self._reader = reader
        self._as_of = as_of
        self._clock = clock
        self._store = store
        self._is_current = False
        self._to_read: set[str] = set()

    @property
    def are_kept(self) -> bool:
        """Whether lists and facts stay between gateways, and so may be from before a change."""
        return self._store is not None

    def rows(self, entity: str) -> Sequence[Body]:
        """Every entity of a list, inactive ones included; none where the subscription has no such list."""
        kept = self._kept(entity)
        return self._read(entity) if kept is None else kept

    def single(self, entity: str, path: str, *, recent: bool = False) -> Body:
        """What every company has one of.

        Args:
            entity: what.
            path: its address.
            recent: whether it counts for an hour without asking what changed.
        """
        kept = (self._recent(entity) if recent else None) or self._kept(entity)
        if kept:
            return kept[0]
        began = self._clock.now()
        body = self._reader.single(path, entity)
        self._replace(entity, began, [body])
        return body

    def has(self, entity: str, subscription: str) -> bool:
        """Whether the subscription has a kind of entries: names of plans change, what they answer doesn't.

        Args:
            entity: BILLS or SALES.
            subscription: its name; after an upgrade or downgrade, QuickBooks is asked again.
        """
        kept = self._kept(entity)
        if kept and kept[0].get("Name") == subscription:
            return bool(kept[0].get("Active"))
        began, has = self._clock.now(), self._can_query(entity)
        told = {"Id": "0", "SyncToken": "0", "Active": has, "Name": subscription}
        self._replace(entity, began, [told])
        return has

    def changes(self, entities: Sequence[str], since: dt.datetime) -> dict[str, list[Body]] | None:
        """What changed of some kinds of entries, in one question with what changed of the lists.

        None where that isn't everything: too many changed, or the moment is too long ago.
        """
        found = self._ask(entities, since)
        return None if found is None else {entity: found[entity] for entity in entities}

    def look_again(self, *, whole: bool = False) -> None:
        """What was read before counts no more: lists are brought up to date before their next use.

        Args:
            whole: read them again instead of asking what changed.
        """
        self._is_current, self._as_of = False, None
        if whole:
            self.forget()

    def written(self, entities: Iterable[str]) -> None:
        """Some lists have new entities, which QuickBooks may list as changed only a little later."""
        self._to_read.update(entities)

    def forget(self) -> None:
        """A kept list may be wrong: all are read again before their next use."""
        if self._store is not None:
            self._store.forget(list(self._store.lists()))

    def _lists(self) -> dict[str, KeptList]:
        stored = self._store.lists() if self._store is not None else {}
        return {entity: KeptList(*moments) for entity, moments in stored.items()}

    def _kept(self, entity: str) -> list[dict[str, Any]] | None:
        """A list as it is kept, brought up to date; None where it must be read."""
        if self._store is None or entity in self._to_read:
            return None
        self._bring_up_to_date()
        kept = self._lists().get(entity)
        if kept is None:
            return None
        age = self._clock.now() - kept.read_at
        longest = _BY_AGE.get(entity, _NO_TIME) if kept.asked_at is None else _WHOLE_EVERY
        return self._store.bodies(entity) if age < longest else None

    def _recent(self, entity: str) -> list[dict[str, Any]] | None:
        """A list as it is kept, where QuickBooks was asked for changes within the last hour."""
        kept = self._lists().get(entity)
        if self._store is None or kept is None or kept.asked_at is None:
            return None
        return self._store.bodies(entity) if self._clock.now() - kept.asked_at < _RECENT else None

    def _bring_up_to_date(self) -> None:
        asked = self._by_change()
        if self._as_of is not None and all(at >= self._as_of for at in asked.values()):
            return
        if not self._is_current and asked and self._ask([], self._clock.now()) is None:
            self.forget()
        self._is_current = True

    def _by_change(self) -> dict[str, dt.datetime]:
        """Up to when QuickBooks was asked for changes of the kept lists that it lists changes of."""
        if self._store is None:
            return {}
        oldest = self._clock.now() - REACH + 2 * _OVERLAP
        asked = {entity: kept.asked_at for entity, kept in self._lists().items()}
        return {entity: at for entity, at in asked.items() if at is not None and at > oldest}

    def _ask(self, entities: Sequence[str], since: dt.datetime) -> dict[str, list[Body]] | None:
        """Ask what changed of entries and lists; what changed of lists is kept.

        Where QuickBooks lists no changes of lists, it is asked for the entries alone, and those lists
        are read for a day.
        """
        lists = self._by_change()
        if since < self._clock.now() - REACH:
            lists = {}
        for left_out in ([], [*SINGLES], [*lists]):
            asked = {entity: at for entity, at in lists.items() if entity not in left_out}
            if not asked and not entities:
                found: dict[str, list[Body]] | None = {}
                break
            try:
                found = self._ask_with(entities, since, asked)
                break
            except GatewayUnavailable as stop:
                if not asked or not _is_about_the_question(stop):
                    raise
                logger.warning("QuickBooks doesn't list what changed of its lists: %s", stop)
        if left_out:
            self._note_refused([entity for entity in lists if entity in left_out])
        return found

    def _ask_with(
        self, entities: Sequence[str], since: dt.datetime, lists: Mapping[str, dt.datetime]
    ) -> dict[str, list[Body]] | None:
        began = self._clock.now()
        moment = min([since, *(at - _OVERLAP for at in lists.values())])
        found = self._reader.few_changes([*entities, *lists], moment)
        if found is not None and lists:
            self._keep_changes({entity: found[entity] for entity in lists}, began)
            self._is_current = True
        return found

    def _note_refused(self, entities: Sequence[str]) -> None:
        """QuickBooks doesn't list what changes of these: they are read from now on."""
        if self._store is None:
            return
        now = self._clock.now()
        for entity in entities:
            self._store.replace(entity, [], (now - _WHOLE_EVERY, None, now))

    def _keep_changes(self, changed: Mapping[str, Sequence[Body]], began: dt.datetime) -> None:
        """Keep what changed; a list of which something is deleted is read again."""
        if self._store is None:
            return
        doubtful = [entity for entity, rows in changed.items() if any(map(is_deleted, rows))]
        if doubtful:
            self._store.forget(doubtful)
        kept = {
            entity: [kept_fields(entity, row) for row in rows]
            for entity, rows in changed.items()
            if entity not in doubtful
        }
        self._store.merge(kept, began)

    def _read(self, entity: str) -> Sequence[Body]:
        began = self._clock.now()
        try:
            rows = list(self._reader.rows(entity, ACTIVE_OR_NOT))
        except GatewayUnavailable as error:
            if error.code not in NOT_IN_SUBSCRIPTION:
                raise
            return []
        self._replace(entity, began, rows)
        return rows

    def _replace(self, entity: str, began: dt.datetime, rows: Sequence[Body]) -> None:
        """Keep what was read in whole, and whether QuickBooks lists what changes of it."""
        self._to_read.discard(entity)
        if self._store is None:
            return
        before = self._lists().get(entity)
        refused = before.refused_at if before is not None else None
        if refused is not None and began - refused > _REFUSED_FOR:
            refused = None
        asked = None if entity in _WITHOUT_CHANGES or refused else began
        bodies = [kept_fields(entity, row) for row in rows]
        self._store.replace(entity, bodies, (began, asked, refused))

    def _can_query(self, entity: str) -> bool:
        try:
            next(self._reader.rows(entity, "Id = '0'"), None)
        except GatewayUnavailable as error:
            if error.code in NOT_IN_SUBSCRIPTION:
                return False
            raise
        return True


def _is_about_the_question(stop: GatewayUnavailable) -> bool:
    """Whether QuickBooks rejected the question, or answered it in part: another may be answered."""
    of_company = stop.recovery in (Recovery.RETRY_LATER, Recovery.RECONNECT)
    return stop.is_incomplete or stop.code in NOT_IN_SUBSCRIPTION or not of_company
