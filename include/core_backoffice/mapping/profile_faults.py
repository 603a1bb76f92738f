"""What is wrong with a profile that somebody wrote, as a sentence that names the place. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from include.core_backoffice.records.errors import CoreError
from include.core_backoffice.records.wording import shown

_LISTS: Final = {"tables": "table", "items": "item rule", "skip": "skip rule", "only": "only rule"}
_REASONS: Final = {
    "missing": "the setting is missing",
    "extra_forbidden": "there is no such setting",
    "literal_error": "{has} and must be {expected}",
    "enum": "{has} and must be {expected}",
    "model_type": "{has} and must have settings of its own",
    "model_attributes_type": "{has} and must have settings of its own",
    "dict_type": "{has} and must have settings of its own",
    "tuple_type": "{has} and must be a list",
    "list_type": "{has} and must be a list",
    "string_type": "{has} and must be text",
    "string_too_short": "it is blank",
    "too_short": "it is blank",
    "string_too_long": "it is too long",
    "too_long": "it is too long",
}
"""By pydantic's type of error."""
_FIX: Final = "Correct it in the file, then import the file again."


class ProfileUnreadable(CoreError):
    """An import profile that can't be read; nothing was saved.

    Args:
        sentence: what is wrong, and where in the profile.
        what_to_do: the next step.
    """

    def __init__(self, sentence: str, what_to_do: str) -> None:
        self.sentence = sentence
        self.what_to_do = what_to_do
        super().__init__(f"{sentence} {what_to_do}")


def first_fault(error: ValidationError) -> ProfileUnreadable:
    """The first thing that pydantic found wrong, for whoever wrote the file."""
    faults = error.errors(include_url=False, include_context=True)
    # Of a choice between shapes each shape has its fault: the deepest is nearest to what was meant.
    first = faults[0]
    same = [fault for fault in faults if fault["loc"][:1] == first["loc"][:1]]
    fault = max(same, key=lambda one: (len(one["loc"]), -same.index(one)))
    return ProfileUnreadable(
        f"The import profile can't be read at {_place(fault['loc'])}, {_reason(fault)}.", _FIX
    )


def _place(loc: tuple[int | str, ...]) -> str:
    """("tables", 0, "items", 2, "kind") is "table 1, item rule 3, kind"."""
    words: list[str] = []
    for part in loc:
        if isinstance(part, int):
            name = words.pop() if words else ""
            words.append(f"{_LISTS.get(name, name)} {part + 1}".strip())
        elif not part.startswith(("literal[", "Value", "constrained", "function-")):
            words.append(str(shown(part)).strip("'"))
    return ", ".join(words) or "its beginning"


def _reason(fault: ErrorDetails) -> str:
    words = _REASONS.get(fault["type"], "{has} and {message}")
    message = shown(fault["msg"][:1].lower() + fault["msg"][1:]).strip("'")
    context: Mapping[str, Any] = fault.get("ctx", {})
    has = f"it has {shown(fault['input'])}"
    return "because " + words.format(has=has, expected=context.get("expected"), message=message)
