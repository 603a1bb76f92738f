"""What CoreBooks knows about one QuickBooks Desktop company before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.quickbooks.desktop.wire.patience import Patience


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """How one company file is reached.

    Attributes:
        company_id: of the QuickBooks company in CoreBooks.
        owner_id: under which the company file's FileID is stored.
        patience: how long to wait for the PC.
    """

    company_id: str
    owner_id: str
    patience: Patience = field(default_factory=Patience)
