"""Which company a record of a feed belongs to, by the rules of all companies that it feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from include.core_backoffice.streams import Stream
from include.database.feeds.feeds import rules_of


@dataclass(frozen=True, slots=True)
class Rule:
    """The values that are a company's; none means all."""

    company_id: str
    values: frozenset[str]

    def takes(self, route: str) -> bool:
        """Whether a record with this value of the routing column is the company's."""
        return not self.values or compared(route) in self.values


def compared(route: str) -> str:
    """A value of the routing column as it is compared: without case, blanks in a row as one."""
    return " ".join(route.split()).casefold()


def rules(session: Session, feed_id: str, stream: Stream) -> tuple[Rule, ...]:
    """The rules of a feed's stream, in order of company."""
    return tuple(
        Rule(row.company_id, frozenset(compared(str(one)) for one in row.routes))
        for row in rules_of(session, feed_id, stream)
    )


def companies_of(of: Sequence[Rule], route: str) -> list[str]:
    """The companies whose rules take a value; right is exactly one."""
    return [rule.company_id for rule in of if rule.takes(route)]
