"""How far a mailbox was read, and which mails it refused, as its source keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from include.core_backoffice.mailbox.rules import MailRules


@dataclass(frozen=True, slots=True)
class MailCursor:
    """How far a mailbox was read.

    Attributes:
        validity: of the numbers; where it changes, the server counts anew.
        uid: the newest mail that is done with.
        rules: a hash of the rules by which they were judged.
        refused: how many mails were refused, counted from where the rules changed.
        last_refused: {"sender", "subject", "at" (ISO 8601, UTC), "why"} of the newest of them.
        unreadable: the same of the newest mail with a file that can't be read.
        trouble: what couldn't be done with mails that were taken, as a sentence.
    """

    validity: int = 0
    uid: int = 0
    rules: str = ""
    refused: int = 0
    last_refused: tuple[tuple[str, str], ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    trouble: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored; from the beginning, if it can't be read."""
        try:
            return cls(
                int(stored.get("validity", 0)),
                int(stored.get("uid", 0)),
                str(stored.get("rules", "")),
                int(stored.get("refused", 0)),
                _pairs(stored.get("last_refused")),
                _pairs(stored.get("unreadable")),
                str(stored.get("trouble", "")),
            )
        except (TypeError, ValueError):
            return cls()

    def start(self, validity: int, rules: MailRules) -> int:
        """After which mail to go on: 0, from the first, where the server or the rules changed."""
        return self.uid if (self.validity, self.rules) == (validity, rules.digest) else 0

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "validity": self.validity,
            "uid": self.uid,
            "rules": self.rules,
            "refused": self.refused,
            "last_refused": dict(self.last_refused),
            "unreadable": dict(self.unreadable),
            "trouble": self.trouble,
        }


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    given = value if isinstance(value, dict) else {}
    return tuple(sorted((str(name), str(text)) for name, text in given.items()))
