"""What CoreBooks knows about one QuickBooks Desktop company before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.quickbooks.desktop.entries.home import Home
from include.quickbooks.desktop.wire.patience import Patience


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """How one company file is reached.

    Attributes:
        company_id: of the QuickBooks company in CoreBooks.
        owner_id: under which the company file's FileID is stored.
        patience: how long to wait for the PC.
        country: ISO 3166, where the company is, as it was when its file was last checked.
        currency: ISO 4217, of CORE's amounts, which must be the company's own.
    """

    company_id: str
    owner_id: str
    patience: Patience = field(default_factory=Patience)
    country: str = "US"
    currency: str = "USD"

    @property
    def home(self) -> Home:
        """Where the company keeps its books."""
        return Home(self.country, self.currency)
