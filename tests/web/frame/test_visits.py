"""Whoever opens a page is known afterwards, so that others can choose them."""

from __future__ import annotations

from include.database.reads.people import known_people
from tests.web.office_pages import ADMIN, AUDITOR, OfficePages


def test_whoever_opened_a_page_is_known(bare_pages: OfficePages) -> None:
    for who in (ADMIN, AUDITOR, ADMIN):
        bare_pages.sign_in(who)
        bare_pages.open("/settings/integrations")
    with bare_pages.database.reading() as session:
        known = [(one.id, one.name, one.may_sync) for one in known_people(session)]
    assert known == [("ada", "ada", True), ("audra", "audra", False)]
