"""Connections are seen on the pages: those of a connected office, with its key."""

from __future__ import annotations

from tests.web.conftest import _key, office, pages

__all__ = ["_key", "office", "pages"]
