"""What becomes of a name when its entry is made inactive: "NAME (deleted)", and the name is free.

The word is in the company's language: `Settings.inactive_word`.
"""

from __future__ import annotations

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import PARTIES
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.store import Body, folded, name_of


def renamed(company: Company, spec: Spec, body: Body) -> Body:
    """The body of an entry that was just made inactive, under the name it has from then on."""
    if not company.settings.inactive_renamed:
        return body
    mark = _mark(company)
    number, suffix = 1, f"{mark})"
    while _taken(company, spec, _with(body, suffix)):
        number += 1
        suffix = f"{mark} {number})"
    return _with(body, suffix)


def restored(company: Company, spec: Spec, body: Body) -> Body:
    """The body of an entry that was made active again: its old name, if nobody took it."""
    name = "DisplayName" if spec.kind == "party" else "Name"
    before, mark, _ = str(body.get(name, "")).rpartition(_mark(company))
    if not mark or not company.settings.inactive_renamed:
        return body
    full = str(body.get("FullyQualifiedName", before)).rpartition(mark)[0] or before
    shown = {name: before, "FullyQualifiedName": full}
    old = {**body, **{key: value for key, value in shown.items() if key in body}}
    return body if _taken(company, spec, old) else old


def _mark(company: Company) -> str:
    return f" ({company.settings.word_of_inactive}"


def _with(body: Body, suffix: str) -> Body:
    names = ("DisplayName", "FullyQualifiedName", "Name")
    return {**body, **{name: f"{body[name]}{suffix}" for name in names if name in body}}


def _taken(company: Company, spec: Spec, body: Body) -> bool:
    entities = PARTIES if spec.kind == "party" else (spec.name,)
    name = folded(name_of(body))
    return any(
        next(company.store.find(company.realm, entity, "name = ?", (name,)), None) is not None
        for entity in entities
    )
