"""Suggesting a profile for a file that none is known for: from its headers' names, and from what is in it.

Read `suggestion` first (what is suggested), then `suggesting` (how). `samples` are a sheet's first rows,
`synonyms` what products call CORE's fields, `content` what a column holds, `naming` which field a header
names, `hints` what its words and its cells tell, `deductions` what stands in numbered groups, `shapes` how
rows make transactions (by `unique_keys`, where no header says what identifies one), and `vocabulary` what
words mean. `building` makes a table of it all, with `percents`. `other_sheets` are those without
transactions: `billing` agents' statements, by `billing_names`, `payments` their payments alone, `people`
lists of agents and vendors, by `people_names`. `answers` puts a person's answers in. Nothing is guessed
that a person must say.
"""

from include.core_backoffice.mapping.suggest.answers import answer
from include.core_backoffice.mapping.suggest.suggesting import suggest_by_columns, suggest_profile
from include.core_backoffice.mapping.suggest.suggestion import Choice, Question, Reason, Suggestion
from include.core_backoffice.mapping.suggest.unique_keys import key_of

__all__ = [
    "Choice",
    "Question",
    "Reason",
    "Suggestion",
    "answer",
    "key_of",
    "suggest_by_columns",
    "suggest_profile",
]
