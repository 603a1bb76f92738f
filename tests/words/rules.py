"""Words that the voice of the product does not use, each with what it uses instead.

The glossary: one word for one thing, as US accounting products have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Words of one kind.

    Attributes:
        pattern: what is not written; a regular expression, read without regard to case unless it
            begins with "(?-i)".
        instead: what is.
        but: contexts in which the word is right: labels of other products, terms of the field.
    """

    pattern: str
    instead: str
    but: str = ""

    def words_in(self, text: str) -> Iterator[str]:
        """The words in a text that break the rule."""
        allowed = (
            [one.span() for one in re.finditer(self.but, text, re.IGNORECASE)] if self.but else []
        )
        flags = 0 if self.pattern.startswith("(?-i)") else re.IGNORECASE
        for found in re.finditer(self.pattern.removeprefix("(?-i)"), text, flags):
            start, end = found.span()
            if not any(left <= start and end <= right for left, right in allowed):
                yield found[0]


RULES = (
    # The voice.
    Rule(r"\bby (itself|themselves)\b", "automatically"),
    Rule(r"\b(somebody|anybody|everybody|nobody|whoever|a person|people)\b", "name the actor"),
    Rule(r"(?-i)\b(we|us|our|ours)\b", "CoreBooks"),
    Rule(
        r"\b(CORE|QuickBooks) (says?|said|wants?|asks?( for)?|knows?|tells?|told|no longer asks)\b",
        "has, shows, returns, rejects",
    ),
    Rule(
        r"\b(anew|heeds?|heeded|mend|mends|mended|leads? through|taken? over|takes over|taking over)\b",
        "plain words",
    ),
    Rule(r"\bstands?\b", "is", r"stands? for"),
    Rule(r"\bstands for\b", "is matched to"),
    Rule(r"\b(press|presses|pressed|pressing)\b", "select"),
    Rule(r"\b(log|logs|logged|logging) (in|on|out|off)\b|\blogins?\b", "sign in, sign-in"),
    Rule(r"\w\(s\)", "write both plurals"),
    Rule(r"\bEmpty:", "If blank, ..."),
    Rule(r"\b(sorry|unfortunately|please)\b", "no apology"),
    Rule(r"(?-i)\bids?\b", "ID"),
    Rule(r"(?-i)\bcsv\b", "CSV", r"text/csv|[a-z-]+\.csv"),
    Rule(r"\d %", "100%, without a space"),
    Rule(r"\b(nothing|none) of (it|them|its|the)\b", "say what was not done"),
    # The glossary.
    Rule(r"\bdeals?\b", "transaction"),
    Rule(r"\b(hold|holds|held|holding) back\b|\bheld-back\b", "put on hold, on hold"),
    Rule(
        r"\b(booked|books (it|them|an?|the|what|every)|to book|book anew|booking)\b",
        "post",
        r"\bas (not )?booked\b",
    ),
    Rule(
        r"\bthe books\b|\bbooks are\b",
        "the company; a closed period",
        r"close the books|outside the books",
    ),
    Rule(r"\b(hand|hands|handed|handing) over\b|\bhanded\b", "sent"),
    Rule(
        r"\b(enter|enters|entered|entering)\b (it|them|again|anew|twice|by hand|in QuickBooks)",
        "create, post",
    ),
    Rule(r"\brestat(e|es|ed|ing|ement)\b", "repost"),
    Rule(
        r"\b(take|takes|taken|taking|took|give|gives|given|put|puts) back\b", "undo, revert, refund"
    ),
    Rule(r"\bcarr(y|ies|ied) out\b|\bcarried it out\b|\bcarry it out\b", "run, post"),
    Rule(
        r"\bescrow\b",
        "clearing account, trust account",
        r"title or escrow|escrow (company|companies|officer)",
    ),
    Rule(
        r"\b(the|this|that|its|very|same|every|each|a|no|to the) plans?\b",
        "preview, planned changes, subscription",
        r"commission plan|\bplan (of|you|your)",
    ),
    Rule(r"\bdrift(s|ed)?\b", "edited in QuickBooks"),
    Rule(r"\badopt(s|ed|ing|ion)?\b", "matched, linked"),
    Rule(r"\bledgers?\b", "CoreBooks database", r"general ledger|QuickBooks Ledger"),
    Rule(r"\bjournals?\b", "posting log", r"journal entr(y|ies)|general journal"),
    Rule(r"\bdigests?\b", "checkpoint, hash"),
    Rule(
        r"\bagreement\b|\b(must|who|to|did not|they|they all|sides|both) agree\b|\bagrees?,? to the cent\b|\bagreed (to|with)\b",
        "tie-out, ties out; approve",
    ),
    Rule(
        r"\bsettled (with|by) the bank\b|\bbank has settled\b|\bon the statement of the bank\b",
        "cleared or reconciled",
    ),
    Rule(r"\bpart-paid\b|\bpart-payments?\b", "partial payment"),
    Rule(r"\bshort name\b", "company ID"),
    Rule(r"\b(party|parties)\b", "customer, vendor, payee", r"third[- ]part(y|ies)|--party"),
    Rule(
        r"\brefus(e|es|ed|al|als|ing)\b",
        "rejected, put on hold",
        r"connection refused",
    ),
    Rule(
        r"\bwaits? for a\b|\bwho must\b",
        "on hold, needs approval",
        r"waits? for an? (approv|response|run)",
    ),
    Rule(r"\bdeactivat(e|es|ed|ing)\b|\bactive (workflow|template)\b", "turn off, On"),
    Rule(
        r"\b(is|are|not|falls|fall) due\b",
        "ready to sync",
        r"(amount|balance) (is )?due|is due on|due date",
    ),
    Rule(r"\bpaid out\b", "disbursed, paid"),
    Rule(r"\bits mark\b|\bour mark\b|\bmarked as ours\b", "CoreBooks tag"),
    Rule(r"\bby hand\b", "yourself, manually"),
    Rule(r"\bnot now\b|\bgo on\b", "Cancel; Continue"),
    Rule(r"\bthe trail\b", "the audit trail", r"audit trail"),
    Rule(r"\bwhat becomes of\b|\bwhat became of\b", "treatment; what happened to"),
)
