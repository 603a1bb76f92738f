"""What cannot be sent to QuickBooks Online as it is, found before sending."""

from __future__ import annotations

from include.books.gateway import Recovery, Refused


class Unfit(Exception):
    """A record does not fit into QuickBooks; the person who keeps it must change `field`."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")

    def refused(self, request_id: str, record: str) -> Refused:
        """The answer to the write."""
        return Refused(
            request_id,
            Recovery.HELD_BACK,
            "",
            f"The {self.field} of {record} does not fit into QuickBooks: {self.problem}.",
            "Correct it in CORE or in the workflow's settings, then run again.",
        )


def fitting(text: str, most: int, field: str) -> str:
    """The text, which QuickBooks takes up to so many characters.

    Raises:
        Unfit: it is longer.
    """
    if len(text) > most:
        raise Unfit(field, f"it has {len(text):,} characters, and at most {most:,} are allowed")
    return text
