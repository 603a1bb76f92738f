"""Why an existing entry isn't linked, unlinked, or decided about: the record, the reason, what to do."""

from __future__ import annotations

from include.understood import Understood


class CantDecide(Understood, ValueError):
    """What was asked for can't be done with this document; nothing was changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"{sentence} Nothing was changed.")


class CantLink(CantDecide):
    """The entry can't be linked."""


class CantUnlink(CantDecide):
    """The entry can't be unlinked."""


class NothingFound(CantDecide):
    """No search found anything for the document."""

    def __init__(self, document_key: str) -> None:
        super().__init__(
            f"No existing entry was found for “{document_key}”. Select “Find existing entries” under Existing "
            "entries, then choose from the list."
        )


class CompanyInBetween(CantDecide):
    """The company is being moved to another QuickBooks, or its links are being rebuilt."""


class RunIsOpen(CantDecide):
    """A run of the workflow isn't finished: what it planned counts on what is linked now."""

    def __init__(self, run_id: int, heading: str, waits_for: str) -> None:
        if waits_for:
            state, way_out = f"waits for {waits_for}", "Approve or reject it, then try again."
        else:
            state, way_out = "isn't finished", "Wait until it is, then try again."
        super().__init__(f"Run {run_id} of {heading} {state}. {way_out}")
