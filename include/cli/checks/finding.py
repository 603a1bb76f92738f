"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from include.cli.errors import sentence_of
from include.understood import Understood


class State(StrEnum):
    """How it is."""

    GOOD = "ok"
    NEXT = "to do"
    """Nothing is wrong, but something isn't set up yet."""
    WRONG = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        about: what it is about, "Database".
        state: how it is.
        sentence: what was found, and what to do about it.
    """

    about: str
    state: State
    sentence: str


def good(about: str, sentence: str) -> Finding:
    """Nothing to do."""
    return Finding(about, State.GOOD, sentence)


def wrong(about: str, sentence: str) -> Finding:
    """Someone has to do something."""
    return Finding(about, State.WRONG, sentence)


def to_do(about: str, sentence: str) -> Finding:
    """The next step of setting up."""
    return Finding(about, State.NEXT, sentence)


def findings(about: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a check finds; an error of it is a finding.

    Args:
        about: what the check is about.
        check: yields what it finds.
    """
    try:
        yield from check()
    except Understood as error:
        yield wrong(about, str(error))
    except Exception as error:  # noqa: BLE001  (the other checks go on)
        said = sentence_of(error) or (
            f"This couldn't be checked ({type(error).__name__}: {str(error).partition(chr(10))[0]}). Run "
            "`corebooks --debug doctor` for the details."
        )
        yield wrong(about, said)
