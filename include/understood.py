"""The base of all errors whose message is for people: what happened, why, and what to do next."""

from __future__ import annotations


class Understood(Exception):
    """Its text is all that is needed: a task's log, a page, and a command show it as it is.

    Any other error is a fault of CoreBooks, whose details are for those who mend it.

    Attributes:
        passes: whether it ends without anyone's doing, so that trying again later helps.
    """

    passes: bool = False
