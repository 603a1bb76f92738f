"""Why a match of names is doubtful: found for thousands of matches in one query, told for a page of them.

A match is doubtful while no user chose it; that its customer or vendor is inactive is always told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from include.books.parties import PartyKind
from include.database.statuses import MatchDecision
from include.database.tables.entries import ManualMatch, PartyLink
from include.database.tables.existing import ExistingMatch
from include.database.tables.quickbooks import KeptEntity

_ENTITIES = {"Customer": PartyKind.CUSTOMER, "Vendor": PartyKind.VENDOR}
_CUT = 31
"""Of a name that QuickBooks cuts off, it keeps at least so many characters."""
_SHOWN = 3
"""Of the others that have the same QuickBooks name, so many are named."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against one match.

    Attributes:
        is_inactive: QuickBooks has its customer or vendor as inactive.
        has_conflicts: existing entries of its records are for another customer or vendor.
        is_shared: others of CORE's, who aren't the same firm, are matched to it too.
        is_spelled_otherwise: CORE's name isn't QuickBooks'.
        is_beside: QuickBooks has the same name with more words, too, which no one is matched to.
    """

    is_inactive: bool = False
    has_conflicts: bool = False
    is_shared: bool = False
    is_spelled_otherwise: bool = False
    is_beside: bool = False


class DoubtColumns:
    """The fields of `Doubts` as columns of a query that has `PartyLink` and, joined outside, `ManualMatch`.

    Args:
        session: of the database, which decides how texts are put in order.
        company_id: whose matches.
    """

    def __init__(self, session: Session, company_id: str) -> None:
        undecided = or_(
            ManualMatch.quickbooks_id.is_(None),
            ManualMatch.quickbooks_id != PartyLink.quickbooks_id,
        )
        following = _following(session, company_id)
        beside = select(following.c.kind, following.c.entry_id).where(_is_longer(following))
        # Sets that are looked into: both databases would join them row by row.
        is_beside = tuple_(PartyLink.kind, PartyLink.quickbooks_id).in_(beside)
        self.columns: tuple[ColumnElement[bool], ...] = (
            _is_inactive(),
            and_(undecided, PartyLink.party_key.in_(_conflicting(company_id))),
            and_(undecided, _is_shared()),
            and_(undecided, _is_spelled_otherwise()),
            and_(undecided, ~_is_property(), is_beside),
        )
        """In the order of the fields."""
        self.any = or_(*self.columns)
        """Whether a match is doubtful."""


def read_doubts(row: Sequence[Any]) -> Doubts:
    """The doubts of a row of `DoubtColumns.columns`."""
    return Doubts(*map(bool, row))


def _known(company_id: str) -> CTE:
    """The active customers and vendors that are kept, with their names in small letters: none of a company file."""
    body = KeptEntity.body
    kind = case(*((KeptEntity.entity == entity, kind) for entity, kind in _ENTITIES.items()))
    return (
        select(
            kind.label("kind"),
            KeptEntity.entity_id.label("entry_id"),
            func.lower(body["DisplayName"].as_string()).label("name"),
        )
        .where(
            KeptEntity.company_id == company_id,
            KeptEntity.entity.in_(_ENTITIES),
            func.coalesce(body["Active"].as_boolean(), True),
        )
        .cte("known_names")
    )


def _following(session: Session, company_id: str) -> CTE:
    """Each customer and vendor that is matched, with the next active name that is not, in small letters."""
    collation = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    known, other = _known(company_id), aliased(PartyLink)
    is_matched = exists().where(
        other.company_id == company_id,
        other.kind == known.c.kind,
        other.quickbooks_id == known.c.entry_id,
    )
    matched = (
        select(
            PartyLink.kind.label("kind"),
            PartyLink.quickbooks_id.label("entry_id"),
            func.lower(func.min(PartyLink.display_name)).label("name"),
            literal(None, String).label("free"),
        )
        .where(PartyLink.company_id == company_id)
        .group_by(PartyLink.kind, PartyLink.quickbooks_id)
    )
    free = select(known.c.kind, known.c.entry_id, known.c.name, known.c.name).where(~is_matched)
    names = matched.union_all(free).cte("names_in_order")
    # From the last name to the first: what was passed before a name is what follows it.
    following = func.min(names.c.free.collate(collation)).over(
        partition_by=names.c.kind,
        order_by=names.c.name.collate(collation).desc(),
        rows=(None, -1),
    )
    columns = (names.c.kind, names.c.entry_id, names.c.name, following.label("next"))
    return select(*columns).cte("following_name")


def _is_longer(following: CTE) -> ColumnElement[bool]:
    """Whether the next name is the same with more words."""
    longer = following.c.name + " "
    return func.substr(following.c.next, 1, func.length(longer)) == longer


def _is_property() -> ColumnElement[bool]:
    """Whether it is a property: two houses on one street are two of them."""
    return PartyLink.party_key.contains("/property:", autoescape=True)


def _is_shared() -> ColumnElement[bool]:
    """Whether others who aren't the same firm have the same customer or vendor."""
    other = aliased(PartyLink)
    agent = "%/agent:%"
    one_firm = and_(
        PartyLink.shared,
        other.shared,
        ~and_(PartyLink.party_key.like(agent), other.party_key.like(agent)),
    )
    return exists().where(
        other.company_id == PartyLink.company_id,
        other.kind == PartyLink.kind,
        other.quickbooks_id == PartyLink.quickbooks_id,
        other.party_key != PartyLink.party_key,
        ~one_firm,
    )


def _is_spelled_otherwise() -> ColumnElement[bool]:
    """Whether the names differ by more than what CoreBooks adds in parentheses, or QuickBooks cuts off."""
    core, name = func.lower(PartyLink.core_name), func.lower(PartyLink.display_name)
    added = core + " ("
    is_cut = and_(func.length(name) >= _CUT, func.substr(core, 1, func.length(name)) == name)
    return and_(
        PartyLink.core_name != "",
        core != name,
        func.substr(name, 1, func.length(added)) != added,
        ~is_cut,
    )


def _is_inactive() -> ColumnElement[bool]:
    entity = case(*((PartyLink.kind == kind, entity) for entity, kind in _ENTITIES.items()))
    return exists().where(
        KeptEntity.company_id == PartyLink.company_id,
        KeptEntity.entity == entity,
        KeptEntity.entity_id == PartyLink.quickbooks_id,
        KeptEntity.body["Active"].as_boolean().is_(False),
    )


def _conflicting(company_id: str) -> Select[str]:
    """The matches whose records have existing entries for another customer or vendor."""
    link = aliased(PartyLink)
    same = and_(
        link.company_id == ExistingMatch.company_id, link.party_key == ExistingMatch.party_key
    )
    return (
        select(ExistingMatch.party_key)
        .join(link, same)
        .where(
            *_counted(company_id),
            ExistingMatch.entry_party_id != link.quickbooks_id,
        )
    )


def _counted(company_id: str) -> tuple[ColumnElement[bool], ...]:
    """Entries that were found and that no one said aren't the record's."""
    return (
        ExistingMatch.company_id == company_id,
        ExistingMatch.entry_party_id != "",
        ExistingMatch.decision.in_((MatchDecision.UNDECIDED, MatchDecision.LINKED)),
    )


class DoubtWords:
    """Says why matches are doubtful.

    Args:
        session: of the database.
        company_id: whose.
        listed: the matches of a page, each with its doubts.
    """

    def __init__(
        self, session: Session, company_id: str, listed: Sequence[tuple[PartyLink, Doubts]]
    ) -> None:
        shared = {one.quickbooks_id for one, doubts in listed if doubts.is_shared}
        besides = {one.quickbooks_id for one, doubts in listed if doubts.is_beside}
        conflicting = {one.party_key for one, doubts in listed if doubts.has_conflicts}
        self._holders = _holders(session, company_id, shared)
        self._besides = _besides(session, company_id, besides)
        self._others = _other_names(session, company_id, conflicting)

    def of(self, link: PartyLink, doubts: Doubts) -> Iterator[str]:
        """The reasons, the gravest first."""
        if doubts.is_inactive:
            yield f"“{link.display_name}” is inactive in QuickBooks."
        if doubts.has_conflicts:
            yield self._conflict(link)
        if doubts.is_shared:
            held = self._holders[link.kind, link.quickbooks_id]
            others = [name for key, name in held if key != link.party_key]
            yield f"{_listed(others)} of CORE {'is' if len(others) == 1 else 'are'} matched to it, too."
        if doubts.is_spelled_otherwise:
            yield f"CORE has “{link.core_name}”, QuickBooks “{link.display_name}”."
        if doubts.is_beside:
            name, entry_id = self._besides[link.kind, link.quickbooks_id]
            yield f"QuickBooks also has “{name}” (ID {entry_id}), which nothing is matched to."

    def _conflict(self, link: PartyLink) -> str:
        others = [one for one in self._others[link.party_key] if one[0] != link.quickbooks_id]
        number = sum(one[2] for one in others)
        entries = "1 existing entry is" if number == 1 else f"{number:,} existing entries are"
        return (
            f"{entries} for {_listed([f'“{name}” (ID {own_id})' for own_id, name, _ in others])}."
        )


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:_SHOWN]]
    if more := len(names) - len(shown):
        shown.append(f"{more:,} more")
    return " and ".join(shown)


def _holders(
    session: Session, company_id: str, ids: Collection[str]
) -> Mapping[tuple[str, str], Sequence[tuple[str, str]]]:
    """The keys and names in CORE that are matched to some customers and vendors, by kind and ID."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    if not ids:
        return found
    rows = session.scalars(
        select(PartyLink)
        .where(PartyLink.company_id == company_id, PartyLink.quickbooks_id.in_(ids))
        .order_by(PartyLink.core_name, PartyLink.party_key)
    )
    for row in rows:
        own_id = row.party_key.rpartition(":")[2]
        name = row.core_name or row.display_name
        label = f"{name} ({own_id})" if own_id.isdigit() else name
        found[row.kind, row.quickbooks_id].append((row.party_key, label))
    return found


def _besides(
    session: Session, company_id: str, ids: Collection[str]
) -> Mapping[tuple[str, str], tuple[str, str]]:
    """The longer names, each with its ID, beside some customers and vendors, by kind and ID."""
    if not ids:
        return {}
    following = _following(session, company_id)
    columns = (following.c.kind, following.c.entry_id, following.c.next)
    rows = session.execute(
        select(*columns).where(following.c.entry_id.in_(ids), _is_longer(following))
    ).all()
    name = KeptEntity.body["DisplayName"].as_string()
    spelled = {
        (_ENTITIES[entity], folded): (text, entry_id)
        for entity, folded, text, entry_id in session.execute(
            select(KeptEntity.entity, func.lower(name), name, KeptEntity.entity_id).where(
                KeptEntity.company_id == company_id,
                KeptEntity.entity.in_(_ENTITIES),
                func.lower(name).in_({row.next for row in rows}),
            )
        )
    }
    return {(kind, own_id): spelled[PartyKind(kind), text] for kind, own_id, text in rows}


def _other_names(
    session: Session, company_id: str, keys: Collection[str]
) -> Mapping[str, Sequence[tuple[str, str, int]]]:
    """The customers and vendors of the existing entries of some matches, by key: ID, name, and how many."""
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    if not keys:
        return found
    rows = session.execute(
        select(
            ExistingMatch.party_key,
            ExistingMatch.entry_party_id,
            func.max(ExistingMatch.entry_party_name),
            func.count(),
        )
        .where(*_counted(company_id), ExistingMatch.party_key.in_(keys))
        .group_by(ExistingMatch.party_key, ExistingMatch.entry_party_id)
        .order_by(func.count().desc(), ExistingMatch.entry_party_id)
    )
    for key, entry_id, name, number in rows:
        found[key].append((entry_id, name, number))
    return found
