"""Doors: how things arrive at a feed, and what follows when they were read."""

from __future__ import annotations

from enum import StrEnum


class Door(StrEnum):
    """How things arrive. A feed takes uploads whatever its door is."""

    UPLOAD = "upload"
    FOLDER = "folder"
    MAILBOX = "mailbox"
    SQL = "sql"
    PUSH = "push"


class AfterReading(StrEnum):
    """What follows by itself when an arrival changed something."""

    NOTHING = "nothing"
    PREVIEW = "preview"
    """The company's workflows are previewed."""
    POST = "post"
    """The company's workflows run; changes wait for approval where the company requires it."""
