"""Who a row names: agents, vendors, the company itself. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from include.books.causes import HoldCause
from include.books.wording import a
from include.core_backoffice.canonical.rows import COMPANY, PersonRef
from include.core_backoffice.mapping.identity import person_id
from include.core_backoffice.mapping.problems import cell_shown, quoted
from include.core_backoffice.mapping.profile import PersonRule, Value
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.records.people import PayeeKind

_KINDS: Final = {"agent": PayeeKind.AGENT, "vendor": PayeeKind.VENDOR, "company": PayeeKind.COMPANY}
_SEVERAL: Final = re.compile(r"\s*(?:;|\||\s/\s|\n|&|\s\+\s|\band\b)\s*", re.IGNORECASE)
_SUFFIXES: Final = frozenset(
    [
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "pa",
        "pc",
        "pllc",
        "llc",
        "inc",
        "corp",
        "esq",
        "phd",
        "md",
        "realtor",
        "broker",
        "gri",
        "crs",
        "abr",
        "pl",
        "lp",
        "ltd",
    ]
)
_PARTICLES: Final = frozenset(
    [
        "de",
        "del",
        "della",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "dos",
        "el",
        "al",
        "st",
        "mc",
        "san",
    ]
)
_GROUPS: Final = frozenset(
    {"team", "group", "associates", "partners", "company", "co", "llc", "inc", "realty"}
)
_SPLIT_THEM: Final = (
    "Enter one agent per row, or give each agent columns of their own. Then import the file again."
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: whole, and in parts where they are known."""

    whole: str = ""
    given: str = ""
    family: str = ""


def person(rule: PersonRule | None, row: Row) -> PersonRef | None:
    """Who a row names; None where it names nobody.

    Raises:
        RowProblem: several people are in one cell, or it isn't clear who or what is named.
    """
    if rule is None:
        return None
    has_someone = _has_someone(rule, row)
    kind = _kind(rule, row, has_someone=has_someone)
    if kind is PayeeKind.COMPANY:
        return COMPANY
    if kind is None or not has_someone:
        return None
    id_, email, company = row.text(rule.id), row.text(rule.email), row.text(rule.company)
    name = _name(rule, row, is_agent=kind is PayeeKind.AGENT)
    own = person_id(rule.by, id_, email, name.whole, company)
    if not own:
        return None
    _require_address(rule, row, email, name.whole)
    if kind is PayeeKind.AGENT:
        _require_one(rule, row, is_by_id=_first_of(rule, id_, email, name.whole) == "id")
    return PersonRef(
        kind=kind,
        id=own,
        name=name.whole or company or email,
        given_name=name.given,
        family_name=name.family,
        company=company,
        email=email,
    )


def require_payee(rule: PersonRule | None, row: Row, cause: HoldCause) -> PersonRef | None:
    """Who receives an amount; None where the profile leaves that to the item's kind.

    Raises:
        RowProblem: the profile says that an agent or vendor does, but the row names none; or as `person`.
    """
    found = person(rule, row)
    if rule is None or found is not None:
        return found
    words = row.text(rule.kind).casefold() if isinstance(rule.kind, Value) else rule.kind
    if words not in _KINDS:
        return None
    value = next((value for value in _who(rule) if value is not None), None)
    header = row.cell(value)[1] if value else ""
    column = f", because the column {quoted(header)} is blank" if header else ""
    raise row.problem(
        header,
        f"has an amount for {a(words)}, but doesn't name one{column}.",
        "Fill the column in the file. If blank means the company, say so in the import profile.",
        cause=cause,
    )


def _require_address(rule: PersonRule, row: Row, email: str, name: str) -> None:
    """Check that a name and an address haven't changed places.

    Raises:
        RowProblem: they have.
    """
    if "@" in name and email and "@" not in email:
        cell, header = row.cell(rule.email) if rule.email else (None, "")
        raise row.problem(
            header,
            f"has {cell_shown(cell, header)} in the column {quoted(header)}, but the email address is "
            "where the name should be.",
            cause=HoldCause.MISSING_AGENT,
        )


def _has_someone(rule: PersonRule, row: Row) -> bool:
    return any(row.raw(value) for value in _who(rule))


def _who(rule: PersonRule) -> tuple[Value | None, ...]:
    return (rule.name, rule.given_name, rule.family_name, rule.company, rule.email, rule.id)


def _kind(rule: PersonRule, row: Row, *, has_someone: bool) -> PayeeKind | None:
    if isinstance(rule.kind, str):
        return _KINDS[rule.kind]
    word = row.text(rule.kind).casefold()
    cell, header = row.cell(rule.kind)
    if not has_someone:
        return _KINDS.get(word)
    if cell is None and rule.kind.columns and word in ("", "company"):
        raise row.problem(
            header,
            f"names a payee, but the column {quoted(header)} is blank, so it isn't clear who is paid.",
            f"Fill the column {quoted(header)} in the file, then import it again.",
            cause=HoldCause.MISSING_PAYEE,
        )
    kind = _KINDS.get(word)
    if kind is None:
        raise row.problem(
            header,
            f"has {cell_shown(cell, header)} in the column {quoted(header)}, but it must mean agent, "
            "vendor or company.",
            cause=HoldCause.MISSING_PAYEE,
        )
    return kind


def _name(rule: PersonRule, row: Row, *, is_agent: bool) -> Name:
    given, family = row.text(rule.given_name), row.text(rule.family_name)
    whole = _spaced(row.text(rule.name))
    if given or family:
        return Name(whole or _spaced(f"{given} {family}"), given, family)
    return name_of(whole) if is_agent else Name(whole)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def name_of(text: str) -> Name:
    """An agent's name; "Doe, Jane" is Jane Doe, "Jane Doe, Jr." stays."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma or not family or not given or "," in given or _is_suffix(given):
        return Name(text)
    if _is_family_name(family) and not _SEVERAL.search(text):
        return Name(f"{given} {family}", given, family)
    return Name(text)


def names_several(text: str) -> bool:
    """Whether a cell names more than one agent, or it isn't clear that it names only one."""
    if set(text.casefold().replace(".", " ").replace(",", " ").split()) & _GROUPS:
        return False
    if _SEVERAL.search(text):
        return True
    first, *others = (part.strip() for part in text.split(","))
    others = [part for part in others if part and not _is_suffix(part)]
    if not others:
        return False
    return len(others) > 1 or not _is_family_name(first)


def _is_family_name(text: str) -> bool:
    """One word, or words that begin with a particle: "Doe", "de la Cruz"."""
    words = text.split()
    return len(words) == 1 or words[0].casefold() in _PARTICLES or _is_suffix(words[-1])


def _is_suffix(text: str) -> bool:
    words = text.casefold().replace(".", "").split()
    return bool(words) and all(word in _SUFFIXES for word in words)


def _first_of(rule: PersonRule, id_: str, email: str, name: str) -> str:
    """What a row's person is identified by."""
    has = {"id": id_, "email": email, "name": name}
    return next((one for one in rule.by if has.get(one)), "")


def _require_one(rule: PersonRule, row: Row, *, is_by_id: bool) -> None:
    """Check that what a row has of an agent is of one. An ID that the source gives settles it.

    Raises:
        RowProblem: it is of several.
    """
    checks = (
        [(rule.id, _has_several_ids)]
        if is_by_id
        else [(rule.email, _has_several_emails), (rule.name, names_several)]
    )
    for value, has_several in checks:
        if value is not None and has_several(row.text(value)):
            cell, header = row.cell(value)
            raise row.problem(
                header,
                f"has {cell_shown(cell, header)} in the column {quoted(header)}. It isn't clear which "
                "agent gets what.",
                _SPLIT_THEM,
                cause=HoldCause.SEVERAL_AGENTS,
            )


def _has_several_ids(text: str) -> bool:
    return re.search(r"[,;|\n]|\s/\s", text) is not None


def _has_several_emails(text: str) -> bool:
    return re.search(r"[,;|\n]|\s/\s|@.*@", text) is not None
