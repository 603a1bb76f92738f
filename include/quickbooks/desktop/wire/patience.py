"""How long to wait for the PC before a task is deferred and releases its worker."""

from __future__ import annotations

from dataclasses import dataclass

from include.quickbooks.desktop.wire.queue import Contact


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits while the PC is in a session, as responses then come within a moment.

    Attributes:
        at_least: seconds to wait in any case.
        in_session: seconds to wait for one response while a session is open.
        look_again: seconds between looks.
    """

    at_least: float = 0.0
    in_session: float = 60.0
    look_again: float = 0.1

    def ends(self, contact: Contact, waited: float) -> bool:
        """Whether it is time to come back later."""
        longest = max(self.at_least, self.in_session) if contact.in_session else self.at_least
        return waited >= longest
