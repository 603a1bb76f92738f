"""Validating rows of CORE's API into agents, vendors, participants and transactions. No I/O."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from include.books.causes import HoldCause
from include.core_backoffice.checks.close_date import close_date
from include.core_backoffice.checks.known_fields import known_person, known_transaction
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.known import NOTHING_KNOWN, Known
from include.core_backoffice.records.people import Agent, Participant, PayeeKind, Vendor
from include.core_backoffice.records.records import Attribute, Transaction, transaction_label
from include.core_backoffice.records.values import usable_id
from include.core_backoffice.records.wording import field_words, shown

_STATUSES = ("listing", "pending", "closed", "cancelled", "active", "opportunity")
_WORDS = {"agent": "Agent", "vendor": "Contact"}
_TAX_ID_FIELDS = ("tax_id", "taxpayer_id", "ein")


def read_agent(data: Mapping[str, Any]) -> Agent:
    """A row of CORE's users.

    Raises:
        RecordProblem: a field of it is bad.
    """
    try:
        return _agent(_person_row("agent", _WORDS["agent"], data))
    except RecordProblem as problem:
        problem.with_known(known_person(data))
        raise


def _agent(row: Row) -> Agent:
    agent = Agent(
        id=_own_id(row),
        given_name=row.text("first_name"),
        family_name=row.text("last_name"),
        email=row.text("email"),
        company=row.text("company"),
        phone=row.text("phone"),
        address=row.text("address"),
        city=row.text("city"),
        state=row.text("state"),
        zip=row.text("zip"),
        role=row.text("role"),
        active=row.flag("active") is not False,
        external_id=row.text("external_id"),
        tax_id=_tax_id(row),
        created_at=row.moment("created_at"),
        updated_at=row.moment("updated_at"),
    )
    if not agent.name:
        raise row.problem("last_name", "it has neither a name nor an email address.")
    return agent


def read_vendor(data: Mapping[str, Any]) -> Vendor:
    """A row of CORE's contacts.

    Raises:
        RecordProblem: a field of it is bad.
    """
    try:
        return _vendor(_person_row("vendor", _WORDS["vendor"], data))
    except RecordProblem as problem:
        problem.with_known(known_person(data))
        raise


def _vendor(row: Row) -> Vendor:
    vendor = Vendor(
        id=_own_id(row),
        contact_type=row.text("contact_type"),
        given_name=row.text("first_name"),
        family_name=row.text("last_name"),
        company=row.text("company"),
        email=row.text("email"),
        phone=row.text("phone"),
        address=row.text("address"),
        city=row.text("city"),
        state=row.text("state"),
        zip=row.text("zip"),
        external_id=row.text("external_id"),
        tax_id=_tax_id(row),
        created_at=row.moment("created_at"),
        updated_at=row.moment("updated_at"),
    )
    if not vendor.name:
        raise row.problem("last_name", "it has neither a name nor an email address.")
    return vendor


def read_participant(transaction_id: str, data: Mapping[str, Any]) -> Participant:
    """A row of a transaction's participants.

    Raises:
        RecordProblem: a field of it is bad.
    """
    key = f"transaction:{transaction_id}"
    row = Row(key, f"Transaction {transaction_id}, a participant", data)
    kinds = {"User": PayeeKind.AGENT, "Contact": PayeeKind.VENDOR}
    kind = kinds.get(row.text("type"))
    if kind is None:
        raise row.problem(
            "type", f"the type is {shown(row.text('type'))}, but it must be an agent or a contact."
        )
    return Participant(
        kind=kind,
        id=_own_id(row),
        role=row.text("role"),
        given_name=row.text("first_name"),
        family_name=row.text("last_name"),
        email=row.text("email"),
        is_owner=row.flag("owner") is True,
    )


def transaction_row(data: Mapping[str, Any]) -> Row:
    """The row of a transaction, named by number and address, whatever else is wrong with it."""
    key = f"transaction:{usable_id(data.get('id'))}"
    number, address = data.get("custom_id"), data.get("address")
    return Row(
        key,
        transaction_label(
            number if isinstance(number, str) and number else _id_of(data),
            address if isinstance(address, str) else "",
        ),
        data,
    )


def _id_of(data: Mapping[str, Any]) -> str:
    own = usable_id(data.get("id"))
    return f"with the CORE ID {own}" if own else "without a CORE ID"


def read_transaction(data: Mapping[str, Any]) -> Transaction:
    """A row of CORE's transactions; the disbursement is read on its own.

    Raises:
        RecordProblem: a field of it is bad.
    """
    row = transaction_row(data)
    row.require_own_currency()
    status = row.text("status").lower()
    if status not in _STATUSES:
        raise row.problem(
            "status", f"the status is {shown(status)}, which CoreBooks doesn't support."
        )
    return Transaction(
        id=_own_id(row),
        number=row.text("custom_id"),
        address=row.text("address"),
        city=row.text("city"),
        state=row.text("state"),
        zip=row.text("zip"),
        status=status,
        transaction_type=row.text("transaction_type"),
        representing=row.text("representing"),
        timezone=row.text("timezone"),
        price_cents=row.amount("price"),
        gross_cents=row.amount("total_gross_commission"),
        closing_date=_close_date(row, status),
        closed_at=row.moment("closed_at"),
        finalized_at=row.moment("commissions_finalized_at"),
        created_at=row.moment("created_at"),
        updated_at=row.required_moment("updated_at"),
        external_id=row.text("external_id"),
        attributes=tuple(_attribute(part) for part in row.rows("custom_attributes")),
    )


def _close_date(row: Row, status: str) -> dt.date | None:
    """The close date. It must be clear as soon as there is something to post."""
    day = close_date(row)
    finalized = row.data.get("commissions_finalized_at") is not None and status != "cancelled"
    if day is None and row.data.get("closing_date") and finalized:
        row.zone("timezone")
    return day


def stated_problem(kind: str, field: str, data: object) -> RecordProblem:
    """A row that can't become a record, because it has no usable ID.

    Its key holds the row's time of change, by which the row is found again.
    """
    changed = data.get("updated_at") if isinstance(data, dict) else None
    mark = changed if isinstance(changed, int) and not isinstance(changed, bool) else 0
    value = data.get("id") if isinstance(data, dict) else data
    name = _name_of_row(kind, data)
    return RecordProblem(
        f"{kind}:without-id-{mark}",
        field,
        value,
        f"CORE's list of {_LISTED[kind]} has {name} whose {field_words(field)} is {shown(value)}, but "
        "it must be an ID.",
        "Open and save the record in CORE, or report it to CORE support. Then sync again.",
        cause=HoldCause.ROW_WITHOUT_ID,
    ).with_known(_known_of_row(kind, data))


_LISTED = {"transaction": "transactions", "agent": "agents", "vendor": "contacts"}


def _name_of_row(kind: str, data: object) -> str:
    """What a row without an ID is called: by number and address, or by name."""
    if not isinstance(data, dict):
        return "an entry"
    row = transaction_row(data) if kind == "transaction" else _person_row(kind, _WORDS[kind], data)
    return row.label


def _known_of_row(kind: str, data: object) -> Known:
    if not isinstance(data, dict):
        return NOTHING_KNOWN
    return known_transaction(data) if kind == "transaction" else known_person(data)


def _person_row(kind: str, word: str, data: Mapping[str, Any]) -> Row:
    names = (data.get("first_name"), data.get("last_name"))
    name = " ".join(part for part in names if isinstance(part, str) and part)
    own_id = usable_id(data.get("id"))
    label = f"{word} {name or own_id}".strip()
    if name and own_id:
        label = f"{label} (CORE ID {own_id})"
    return Row(f"{kind}:{usable_id(data.get('id'))}", label, data)


def _own_id(row: Row) -> str:
    own = row.id("id")
    if not own:
        raise row.bad("id", "but it must be an ID")
    return own


def _tax_id(row: Row) -> str:
    for field in _TAX_ID_FIELDS:
        if row.data.get(field):
            return _tax_text(row, row.data[field])
    for attribute in row.rows("custom_attributes"):
        if attribute.data.get("name") in _TAX_ID_FIELDS and attribute.data.get("value"):
            return _tax_text(row, attribute.data["value"])
    return ""


def _tax_text(row: Row, value: object) -> str:
    """A tax ID as text. An invalid one is not repeated, because sentences are shown and logged."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise row.problem("tax_id", "its tax ID isn't text.")


def _attribute(row: Row) -> Attribute:
    value = row.data.get("value")
    return Attribute(
        name=row.text("name"),
        label=row.text("label"),
        value="" if value is None else str(value).strip(),
    )
