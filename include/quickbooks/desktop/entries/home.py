"""Where a company file keeps its books, as far as what is sent and read depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """A company file's country and home currency.

    Attributes:
        country: its ISO 3166 code, "CA".
        currency: the home currency of its books, "CAD".
    """

    country: str = "US"
    currency: str = "USD"

    @property
    def is_us(self) -> bool:
        """Whether it is of the US edition, in which sales tax is a line and purchases bear none."""
        return self.country in ("", "US")

    @property
    def may_be_french(self) -> bool:
        """Whether what QuickBooks itself writes may be in French."""
        return self.country == "CA"


UNITED_STATES = Home()
"""The home of most company files; the one that counts where nothing else is said."""
