"""Company IDs: which texts can be one, and making them from companies' names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from include.database.engine import Database
from include.database.reads.integrations import id_in_use

_LONGEST_ID = 40
_COMPANY_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


def is_company_id(text: str) -> bool:
    """Whether it can be a company ID: lowercase letters, digits and hyphens, 40 at most."""
    return _COMPANY_ID.fullmatch(text) is not None


def suggested_id(typed: str) -> str:
    """A company ID like what was typed: "willow-park" for "Willow & Park"."""
    return company_id_from(typed) or "willow-park"


def company_id_from(name: str) -> str:
    """A company's name as a company ID: "cafe-realty" for "Café Realty"; empty where no letter is left of it."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].strip("-")


def free_id(database: Database, name: str) -> str:
    """A company ID made from a company's name; with a number where another company has it already."""
    wanted = company_id_from(name) or "company"
    if id_in_use(database, wanted) is None:
        return wanted
    return next(id_ for id_ in _numbered(wanted) if id_in_use(database, id_) is None)


def _numbered(wanted: str) -> Iterator[str]:
    for number in count(2):
        end = f"-{number}"
        yield f"{wanted[: _LONGEST_ID - len(end)].rstrip('-')}{end}"
