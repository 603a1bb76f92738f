"""What is suggested: a profile, why, and what a person must choose."""

from __future__ import annotations

from dataclasses import dataclass, field

from include.core_backoffice.mapping.profile import Profile


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a column is read as it is.

    Attributes:
        field: of `synonyms.ROLES`, or a setting: "key", "dates", "rows".
        column: the header; "" if it is of no column.
        sentence: for whoever looks at the suggestion.
    """

    field: str
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the value that the setting gets, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person knows; `answers.answer` puts the answer into the profile.

    Attributes:
        setting: where the answer goes: "contents", "dates", "status: In play" ...
        text: the question.
        choices: all answers there are.
        suggested: the value that the profile has meanwhile; "" if it has none.
    """

    setting: str
    text: str
    choices: tuple[Choice, ...]
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A profile for a file that none is known for.

    Attributes:
        profile: complete but for the questions; None if the file has nothing to map.
        reasons: by field, why.
        questions: to be answered before the profile is used.
        notes: what a person should look at, as sentences.
    """

    profile: Profile | None
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = field(default=())
