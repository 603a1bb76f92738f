"""Proposing for each document the entry that another connector or a person made for it.

Each entry is proposed once. The strongest pair of all is taken first, then the strongest of what is left:
so no document and entry that aren't together fit each other better than what both have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from include.books.documents import DocumentKind
from include.books.entries import Entry
from include.sync.existing.comparing.certainty import MARGIN, is_strong, shows_habits
from include.sync.existing.comparing.entry_index import EntryIndex
from include.sync.existing.comparing.evidence import Points, evidence_of
from include.sync.existing.comparing.habits import with_habits
from include.sync.existing.comparing.in_step import in_step
from include.sync.existing.comparing.pairs import Pair, Rivals
from include.sync.existing.comparing.payers import PaidEntries, paid_fit
from include.sync.existing.comparing.phrases import differences, reasons
from include.sync.existing.comparing.sides import (
    Found,
    Owners,
    Sought,
    found_of,
    identity,
    sought_of,
)
from include.sync.existing.values import Candidate, Proposal, Wanted

PROPOSED: Points = 34
"""What a pair must weigh to be shown to a user: an amount and a near date, or a number."""

_COUNTS: Points = 10
"""A pair that weighs less can't be in the way of another."""
_MOST_OTHERS = 5
_CERTAIN, _MOST = 90, 100


def propose(
    wanted: Sequence[Wanted],
    entries: Sequence[Entry],
    refused: Collection[tuple[str, DocumentKind, str]] = (),
) -> list[Proposal]:
    """Propose an entry for each document that may have one; each entry for one document at most.

    Args:
        wanted: the documents, each key once.
        entries: QuickBooks' entries of the kinds of `kinds_to_read`, without those that are linked. Voided
            and deleted ones, and those in another currency, are never proposed.
        refused: document keys with the kinds and IDs of entries that aren't theirs, as a user decided.

    Returns:
        The proposals in the order of the documents' keys; documents without any are left out.
    """
    search = _Search(sought_of(wanted), found_of(entries), refused)
    first = search.proposals(pays=False, paid=PaidEntries())
    rest = search.proposals(pays=True, paid=PaidEntries(first))
    return sorted([*first, *rest], key=lambda one: one.wanted.document.key)


class _Search:
    """The documents and entries of one call; payments are matched after what they pay."""

    def __init__(
        self,
        sought: Sequence[Sought],
        found: Sequence[Found],
        refused: Collection[tuple[str, DocumentKind, str]],
    ) -> None:
        self._sought = sought
        self._found = found
        self._refused = {(key, identity(kind, entry_id)) for key, kind, entry_id in refused}
        self._index = EntryIndex(found)
        self._owners = Owners(sought, found)
        self._taken: set[tuple[str, str]] = set()

    def proposals(self, *, pays: bool, paid: PaidEntries) -> list[Proposal]:
        """The proposals for payments, or for all other documents."""
        sought = [one for one in self._sought if (one.wanted.document.pays is not None) is pays]
        pairs = in_step([pair for one in sought for pair in self._pairs(one, paid)])
        pairs = with_habits(pairs, _telling(pairs, Rivals(pairs)))
        rivals = Rivals(pairs)
        by_document: dict[str, list[Pair]] = defaultdict(list)
        for pair in sorted(pairs, key=lambda pair: pair.rank):
            if pair.evidence.points >= PROPOSED:
                by_document[pair.one.key].append(pair)
        chosen = self._assigned(pair for some in by_document.values() for pair in some)
        return [_proposal(pair, rivals, by_document[pair.one.key]) for pair in chosen]

    def _pairs(self, one: Sought, paid: PaidEntries) -> Iterator[Pair]:
        pays = paid.of(one)
        for at in self._index.near(one, pays.entry_id if pays else ""):
            entry = self._found[at]
            if not self._may_be(one, entry):
                continue
            evidence = evidence_of(one, entry, self._owners, paid_fit(pays, entry))
            if evidence.points >= _COUNTS:
                yield Pair(one, entry, evidence)

    def _may_be(self, one: Sought, entry: Found) -> bool:
        return (
            entry.entry.kind in one.kinds
            and entry.identity not in self._taken
            and (one.key, entry.identity) not in self._refused
            and not self._owners.has_others_tag(one, entry)
        )

    def _assigned(self, pairs: Iterator[Pair]) -> Iterator[Pair]:
        """The strongest pairs, each document and each entry in one of them."""
        done: set[str] = set()
        for pair in sorted(pairs, key=lambda pair: pair.rank):
            if pair.one.key not in done and pair.entry.identity not in self._taken:
                done.add(pair.one.key)
                self._taken.add(pair.entry.identity)
                yield pair


def _telling(pairs: Sequence[Pair], rivals: Rivals) -> list[Pair]:
    """The pairs that tell how the other hand books."""
    return [pair for pair in pairs if shows_habits(pair.evidence) and rivals.lead(pair) >= MARGIN]


def _is_certain(pair: Pair, rivals: Rivals) -> bool:
    return is_strong(pair.evidence) and rivals.lead(pair) >= MARGIN


def _proposal(pair: Pair, rivals: Rivals, ranked: Sequence[Pair]) -> Proposal:
    is_certain = _is_certain(pair, rivals)
    others = [other for other in ranked if other is not pair][:_MOST_OTHERS]
    return Proposal(
        wanted=pair.one.wanted,
        best=_candidate(pair, is_certain=is_certain),
        is_certain=is_certain,
        others=tuple(_candidate(other, is_certain=False) for other in others),
    )


def _candidate(pair: Pair, *, is_certain: bool) -> Candidate:
    one, entry, found = pair.one, pair.entry, pair.evidence
    return Candidate(
        entry=entry.entry,
        score=_score(found.points, is_certain=is_certain),
        reasons=reasons(one, entry, found),
        differences=differences(one, entry, found),
    )


def _score(points: Points, *, is_certain: bool) -> int:
    """Points as a share of 100, where only what is certain has 90 and more."""
    if is_certain:
        return min(_MOST, _CERTAIN + max(0, points - _CERTAIN // 2) // 8)
    return max(1, min(_CERTAIN - 1, points))
