"""What a company's QuickBooks was like when it was last asked, as the database keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from include.books.gateway import CompanyFacts, Feature


class KnownFacts(BaseModel):
    """The facts that decide what can be set up.

    Attributes:
        edition: the product with its subscription: "QuickBooks Online Plus".
        country: its ISO 3166 code: "CA".
        currency: the home currency of the books: "CAD".
        missing: the features that the subscription, or the settings, don't have, sorted.
        tax_codes: every line needs a tax code.
        multicurrency: entries can be in other currencies than the home currency.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    edition: str
    country: str = "US"
    currency: str = "USD"
    missing: tuple[Feature, ...] = ()
    tax_codes: bool = False
    multicurrency: bool = False

    @classmethod
    def of(cls, facts: CompanyFacts) -> KnownFacts:
        """The part of a company's facts that is kept."""
        return cls(
            edition=facts.edition,
            country=facts.country,
            currency=facts.currency,
            missing=tuple(sorted(facts.missing)),
            tax_codes=facts.tax_codes,
            multicurrency=facts.multicurrency,
        )

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def facts_from_json(values: Mapping[str, Any] | None) -> KnownFacts | None:
    """The facts that the database kept; None where QuickBooks wasn't asked yet."""
    return KnownFacts.model_validate(values) if values else None
