"""The company ID that a company had before the database was lost: tags are made of it, and can't be taken apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from include.books.documents import marker
from include.understood import Understood

_WORD = re.compile(r"[a-z0-9]+")


class AnotherCompanyId(Understood, LookupError):
    """The entries' tags are of another company ID than the one that the company is connected under now."""

    def __init__(self, name: str, company_id: str, tagged: int, former: str) -> None:
        is_known = (
            f"It was {former}." if former else "Look for it in old logs, exports, and alerts."
        )
        under = former or "its former company ID"
        super().__init__(
            f"QuickBooks has {tagged:,} entries with CoreBooks tags, but their tags belong to another company ID than "
            f"{company_id}: {name} was connected under another one. {is_known} Start again with an empty database, "
            f"connect the company under {under}, then run this again. Nothing was changed."
        )


def former_id(tags: Collection[str], keys: Iterable[str], candidates: Iterable[str]) -> str:
    """The one of some company IDs that explains a tag; empty if none does.

    Args:
        tags: of the entries.
        keys: of documents that CORE's records have.
        candidates: company IDs that it may have been.
    """
    listed = list(keys)
    for candidate in dict.fromkeys(candidates):
        if any(marker(candidate, key) in tags for key in listed):
            return candidate
    return ""


def likely_ids(name: str, others: Iterable[str]) -> Iterator[str]:
    """Company IDs that people choose for a company of this name.

    Args:
        name: as QuickBooks has it.
        others: IDs that are known of other companies or connections.
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = _WORD.findall(plain)
    yield from others
    for length in range(len(words), 0, -1):
        for joint in ("-", "_", ""):
            yield joint.join(words[:length])
    yield "".join(word[0] for word in words)
    yield from words
    yield from ("main", "company", "brokerage", "books", "default")
