"""Choosing the templates of the demo: `INCOME=deposits`, or the template's own key."""

from __future__ import annotations

from include.workflows.category import Category
from include.workflows.template import templates
from sandbox.demo.failures import DemoFailed


class ChoiceUnknown(DemoFailed):
    """No template has this name; the message lists the names."""

    def __init__(self, category: Category, word: str) -> None:
        super().__init__(
            f"{category.heading} has no template {word!r}. "
            f"Choose one of: {', '.join(choices(category))}."
        )


def choices(category: Category) -> dict[str, str]:
    """The templates of a category: the word that chooses it -> its key."""
    keys = (key for key, listed in templates().items() if listed.category is category)
    return {key.rpartition("-via-")[2]: key for key in sorted(keys)}


def chosen(category: Category, word: str) -> str:
    """The key of the template that a word, or the key itself, names.

    Raises:
        ChoiceUnknown: for any other word.
    """
    known = choices(category)
    plain = word.strip().lower()
    key = known.get(plain, plain)
    if key not in known.values():
        raise ChoiceUnknown(category, word)
    return key
