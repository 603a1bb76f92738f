"""The qbXML language: what messages look like, and how they are read and written."""

from __future__ import annotations

from sandbox.quickbooks_desktop.qbxml import lists, transactions

__all__ = ["lists", "transactions"]  # they define the shapes of all messages
