"""A brokerage that moves from Desktop to Online, with its page open for an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from include.clock import utc_now
from include.database.tables.desktop import DesktopConnection
from tests.sync import people
from tests.sync.direct_desktop import OWNER
from tests.sync.move.mover import Mover, open_mover
from tests.sync.office import COMPANY, KEY
from tests.web.office_pages import ADMIN, OfficePages


@contextmanager
def moving(folder: Path, patch: pytest.MonkeyPatch, *, deals: int = 2) -> Iterator[Mover]:
    """A mover whose company file has some deals and was converted without a map."""
    patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
    with open_mover(folder) as mover:
        amy = people.agent(mover.before, "Amy", "Adler")
        for at in range(deals):
            people.deal(mover.before, f"{at + 1} Elm St", amy)
        mover.post()
        with mover.before.database.writing() as session:
            # Of the PC that the pages tell about; the file itself answers without one.
            session.add(_pc())
        mover.convert("absent")
        yield mover


def _pc() -> DesktopConnection:
    return DesktopConnection(
        company_id=COMPANY,
        username="corebooks-willow",
        password_hash="",
        owner_id=OWNER,
        file_id="the file",
        core_connection="core",
        timezone="America/Chicago",
        created_by="ada",
        first_contact_at=utc_now(),
        last_contact_at=utc_now(),
    )


def pages_of(mover: Mover) -> OfficePages:
    """Its pages, for an administrator."""
    pages = OfficePages(mover.before.database, mover.after)
    pages.sign_in(ADMIN)
    return pages
