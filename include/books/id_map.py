"""What became of the IDs of a company file that its vendor converted to another product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from include.books.gateway import Gateway


@dataclass(frozen=True, slots=True)
class MappedId:
    """One ID of the company file, and what it is now.

    Attributes:
        old_id: the TxnID or ListID of QuickBooks Desktop.
        new_id: the ID in QuickBooks Online.
        old_type, new_type: the kinds, in Intuit's own words: "INVOICE", "CUSTOMER".
    """

    old_id: str
    new_id: str
    old_type: str = ""
    new_type: str = ""


class ConvertedGateway(Gateway, Protocol):
    """A gateway to a product that companies are converted to."""

    def id_map(self) -> Sequence[MappedId]:
        """The vendor's own map of IDs; empty where it keeps none for the company.

        Raises:
            GatewayUnavailable: it can't be read.
        """
        ...
