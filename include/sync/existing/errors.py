"""Why an existing entry isn't linked, unlinked, or decided about: the record, the reason, what to do."""

from __future__ import annotations

from include.understood import Understood


class CantDecide(Understood, ValueError):
    """What was asked for can't be done with this document; nothing was changed."""


class CantLink(CantDecide):
    """The entry can't be linked; nothing was changed."""


class CantUnlink(CantDecide):
    """The entry can't be unlinked; nothing was changed."""


class RunIsOpen(CantDecide):
    """A run of the workflow isn't finished: what it planned counts on what is linked now."""
