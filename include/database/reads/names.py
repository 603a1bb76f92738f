"""Which QuickBooks customer or vendor each CORE agent, contact and property is, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from include.database.engine import Database
from include.database.reads.name_doubts import DoubtColumns, DoubtWords, read_doubts
from include.database.tables.entries import ManualMatch, PartyLink

PAGE = 25
_WHO = {"agent": "Agent", "vendor": "Contact", "property": "Property"}


@dataclass(frozen=True, slots=True)
class MatchedName:
    """One match.

    Attributes:
        key: of CORE's customer or vendor: "vendor/agent:45".
        kind: "customer" or "vendor".
        name: as CORE has it.
        quickbooks_name: as QuickBooks has it.
        quickbooks_id: QuickBooks' ID of it.
        chosen_by: the user who matched it; empty if it was matched or created by name.
        doubts: why it may be wrong, as sentences; none for one that is fine.
    """

    key: str
    kind: str
    name: str
    quickbooks_name: str
    quickbooks_id: str
    chosen_by: str
    doubts: Sequence[str] = ()

    @property
    def who(self) -> str:
        """Who it is in CORE: `Agent 45`."""
        return who_in_core(self.key)


def who_in_core(party_key: str) -> str:
    """Who a customer or vendor is in CORE, by their key: `Agent 45`."""
    kind, _, own_id = party_key.partition("/")[2].partition(":")
    word = _WHO.get(kind, kind.capitalize())
    return f"{word} {own_id}" if own_id.isdigit() else word


@dataclass(frozen=True, slots=True)
class MatchedNames:
    """A page of the matches, and how many there are on all pages; of those a search finds, `doubtful` are."""

    names: Sequence[MatchedName]
    total: int
    page: int
    doubtful: int = 0

    @property
    def last_page(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))


def matched_names(
    session: Session, company_id: str, search: str = "", page: int = 1, *, doubtful: bool = False
) -> MatchedNames:
    """A page of the matches: doubtful ones first, then by CORE's name.

    Args:
        session: of the database.
        company_id: whose.
        search: words that must all be in CORE's or QuickBooks' name, or be the CORE ID.
        page: which page; one that is past the end gives the last.
        doubtful: leave the others out.
    """
    found = DoubtColumns(session, company_id)
    query = _query(company_id, search)
    of_all = query.with_only_columns(func.count(), func.sum(case((found.any, 1), else_=0)))
    total, in_doubt = session.execute(of_all).one()
    listed = int(in_doubt or 0) if doubtful else total
    page = min(max(page, 1), MatchedNames((), listed, 1).last_page)
    if doubtful:
        query = query.where(found.any)
    rows = session.execute(
        query.add_columns(*found.columns)
        .order_by(found.any.desc(), func.lower(PartyLink.core_name), PartyLink.party_key)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    doubts = [(row[0], read_doubts(row[2:])) for row in rows]
    words = DoubtWords(session, company_id, doubts)
    names = [
        _matched(link, match, tuple(words.of(link, found_of)))
        for (link, match, *_), (_, found_of) in zip(rows, doubts, strict=True)
    ]
    return MatchedNames(names, listed, page, int(in_doubt or 0))


def _matched(link: PartyLink, match: ManualMatch | None, doubts: Sequence[str]) -> MatchedName:
    return MatchedName(
        key=link.party_key,
        kind=link.kind,
        name=link.core_name or link.display_name,
        quickbooks_name=link.display_name,
        quickbooks_id=link.quickbooks_id,
        chosen_by=match.actor if match is not None and match.quickbooks_id else "",
        doubts=doubts,
    )


def all_matched_names(
    database: Database, company_id: str, search: str, *, doubtful: bool = False
) -> Iterator[MatchedName]:
    """All matches that a search finds, in the order of the page, read a page at a time."""
    with database.reading() as session:
        last = matched_names(session, company_id, search, doubtful=doubtful).last_page
        for page in range(1, last + 1):
            yield from matched_names(session, company_id, search, page, doubtful=doubtful).names


def _query(company_id: str, search: str) -> Select[PartyLink, ManualMatch | None]:
    query = (
        select(PartyLink, ManualMatch)
        .outerjoin(
            ManualMatch,
            and_(
                ManualMatch.company_id == PartyLink.company_id,
                ManualMatch.party_key == PartyLink.party_key,
            ),
        )
        .where(PartyLink.company_id == company_id)
    )
    for word in search.split():
        query = query.where(
            or_(
                PartyLink.core_name.icontains(word, autoescape=True),
                PartyLink.display_name.icontains(word, autoescape=True),
                PartyLink.party_key.endswith(f":{word}", autoescape=True),
            )
        )
    return query
