"""Details of agents and contacts that QuickBooks would reject: left out, and said."""

from __future__ import annotations

from include.workflows.naming import email_address, tax_id


def left_out(name: str, email: str, own_tax_id: str = "") -> tuple[str, ...]:
    """Notes on what isn't sent; a customer or vendor needs none of it.

    Args:
        name: whose details they are.
        email: as CORE has it.
        own_tax_id: as CORE has it; no note quotes it.
    """
    notes = []
    if email.strip() and not email_address(email):
        notes.append(f"“{' '.join(email.split())}” isn't an email address, so {name} has none")
    if own_tax_id.strip() and not tax_id(own_tax_id):
        notes.append(f"the tax ID of {name} doesn't have 9 digits, so it was left out")
    return tuple(notes)
