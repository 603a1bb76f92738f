"""Where a company keeps its books, as far as what is sent and read depends on it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from include.quickbooks.latin import latin


@dataclass(frozen=True, slots=True)
class Home:
    """A company's country, home currency, and kind of sales tax.

    Attributes:
        country: its ISO 3166 code, "CA".
        currency: the home currency of its books, "CAD".
        tax_codes: every line needs a tax code, by which QuickBooks adds tax.
    """

    country: str = "US"
    currency: str = "USD"
    tax_codes: bool = False

    @property
    def is_us(self) -> bool:
        """Whether it is in the United States, where QuickBooks keeps sales tax in another way."""
        return self.country == "US"

    @property
    def may_be_french(self) -> bool:
        """Whether what QuickBooks itself writes may be in French: its API doesn't tell the company's language."""
        return self.country == "CA"

    def spelled(self, text: str) -> str:
        """A text in the letters that the company keeps: ISO-8859-1 in the United States, else all.

        https://developer.intuit.com/app/developer/qbo/docs/learn/rest-api-features: US companies take
        ISO-8859-1, all others UTF-8.
        """
        return latin(text) if self.is_us else unicodedata.normalize("NFC", text)


UNITED_STATES = Home()
"""The home of most companies; the one that counts where nothing else is said."""
