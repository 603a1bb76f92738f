"""A look reads everything and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.sync.rebuild.former_id import AnotherCompanyId
from tests.sync.lost import found, lose
from tests.sync.office import Office
from tests.sync.rebuild.test_rebuilding import posted


def test_another_company_id_is_refused_and_the_former_one_named(
    office: Office, tmp_path: Path
) -> None:
    if office.product == "online":
        return  # tests/cli/test_rebuild.py: its tokens are kept by company ID
    posted(office)
    lose(office, tmp_path / "new", company_id="north")
    with pytest.raises(AnotherCompanyId, match="connect the company under willow-park"):
        found(office, company_id="north")


def test_books_without_any_tag_have_nothing_to_rebuild(office: Office) -> None:
    look = found(office)
    assert (look.books.tagged.count, look.unexplained) == (0, 0)
    assert [one.versions for one in look.workflows] == [(), (), ()]
