"""Rows of users and contacts."""

from __future__ import annotations

from sandbox.core_backoffice.model import ACCOUNT_ID, Agent, Contact
from sandbox.core_backoffice.rows.values import Row

_NO_PICTURE = "/assets/no-logo.png"


def user_short(agent: Agent) -> Row:
    """A row of the users list without `full_info`."""
    return {
        "id": agent.id,
        "email": agent.email,
        "first_name": agent.first_name,
        "last_name": agent.last_name,
        "company": agent.company,
    }


def user_full(agent: Agent) -> Row:
    """A user, whole; the tax id only of those who gave theirs."""
    known = {"tax_id": agent.tax_id} if agent.tax_id else {}
    return known | {
        "id": agent.id,
        "email": agent.email,
        "created_at": agent.created_at,
        "updated_at": agent.updated_at,
        "first_name": agent.first_name,
        "last_name": agent.last_name,
        "phone": agent.phone,
        "active": agent.active,
        "birthday": agent.birthday,
        "company": agent.company,
        "external_id": agent.external_id,
        "role": agent.role,
        "anniversary_date": agent.anniversary_date,
        "team": agent.team,
        "address": agent.address,
        "city": agent.city,
        "state": agent.state,
        "zip": agent.zip,
        "license_#": agent.license_number,
        "license_expiration": agent.license_expiration,
        "avatar_url": _NO_PICTURE,
    }


def contact_short(contact: Contact) -> Row:
    """A row of the contacts list without `full_info`."""
    return {
        "id": contact.id,
        "contact_type": contact.contact_type,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
    }


def contact_full(contact: Contact) -> Row:
    """A contact, whole."""
    return {
        "id": contact.id,
        "contact_type": contact.contact_type,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "company": contact.company,
        "address": contact.address,
        "city": contact.city,
        "state": contact.state,
        "zip": contact.zip,
        "email": contact.email,
        "phone": contact.phone,
        "mobile_phone": contact.mobile_phone,
        "fax": "",
        "comments": [],
        "created_at": contact.created_at,
        "updated_at": contact.updated_at,
        "lead_source": "",
        "created_by": ACCOUNT_ID,
        "private": False,
        "external_id": contact.external_id,
        "custom_attributes": [
            {"type": "text", "label": "Tax ID", "name": "tax_id", "value": contact.tax_id}
        ]
        if contact.tax_id
        else [],
    }
