"""Workflows that are on and can't post, as the company's QuickBooks no longer has what they need."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy.orm import Session

from include.database.reads.active_setups import active_setups
from include.database.setup.company_facts import known_facts
from include.workflows.category import Category
from include.workflows.template import (
    TemplateUnknown,
    another_choice,
    needs_of,
    template,
)


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A workflow that can't post.

    Attributes:
        category: the workflow.
        sentence: what it needs and the company doesn't have.
        what_to_do: who does what next.
    """

    category: Category
    sentence: str
    what_to_do: str


def unmet_needs(session: Session, company_id: str) -> list[UnmetNeed]:
    """The workflows of a company that can't post with its QuickBooks as it was last read."""
    facts = known_facts(session, company_id)
    if facts is None or not facts.missing:
        return []
    found = []
    for key, setup in sorted(active_setups(session, company_id).items()):
        try:
            chosen = template(setup.template)
            options = chosen.options.model_validate(setup.options)
        except (TemplateUnknown, ValidationError):
            continue  # the run itself says so, with all that is wrong with it
        lacking = sorted(needs_of(chosen, options) & set(facts.missing))
        if lacking:
            found.append(
                UnmetNeed(
                    Category(key),
                    f"{Category(key).heading} can't post: “{chosen.title}” needs "
                    f"{' and '.join(lacking)}, and {facts.edition} has none.",
                    another_choice(lacking),
                )
            )
    return found
