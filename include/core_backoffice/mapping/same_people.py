"""One person of a deal is named alike in all its items, as fully as any row names them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from include.core_backoffice.canonical.rows import CanonicalItem, PersonRef


def named_alike(items: Iterable[CanonicalItem]) -> tuple[CanonicalItem, ...]:
    """The items, each person's name, firm and address taken from the rows that have them.

    A row that has an agent's ID alone names the same agent as one that has the name, too. Whatever the
    order of rows, the same texts are taken.
    """
    items = tuple(items)
    refs: dict[str, list[PersonRef]] = {}
    for item in items:
        for ref in _refs(item):
            refs.setdefault(ref.key, []).append(ref)
    whole = {key: _whole(same) for key, same in refs.items()}
    return tuple(
        replace(
            item,
            agent=whole[item.agent.key] if item.agent else None,
            payee=whole[item.payee.key] if item.payee else None,
        )
        for item in items
    )


def _refs(item: CanonicalItem) -> Iterator[PersonRef]:
    yield from (ref for ref in (item.agent, item.payee) if ref is not None)


def _whole(refs: list[PersonRef]) -> PersonRef:
    """What is said of one person, the fullest name first: a name, then a firm, then an address."""
    if all(ref == refs[0] for ref in refs):
        return refs[0]
    named = min(refs, key=_rank)
    others = sorted(refs, key=_rank)
    in_parts = named.given_name or named.family_name
    return replace(
        named,
        given_name=named.given_name if in_parts else _first(others, "given_name"),
        family_name=named.family_name if in_parts else _first(others, "family_name"),
        company=named.company or _first(others, "company"),
        email=named.email or _first(others, "email"),
    )


def _rank(ref: PersonRef) -> tuple[bool, bool, bool, str, str]:
    stands_in = ref.name in ("", ref.email, ref.company)
    has_parts = bool(ref.given_name or ref.family_name)
    return stands_in, not has_parts, not ref.email, ref.name, ref.email


def _first(refs: list[PersonRef], part: str) -> str:
    return next((str(text) for ref in refs if (text := getattr(ref, part))), "")
