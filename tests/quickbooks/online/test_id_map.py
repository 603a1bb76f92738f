"""Intuit's map of a converted company: read in whole, however its properties are spelled, and absent for others."""

from __future__ import annotations

from typing import Any

import pytest

from include.books.id_map import MappedId
from include.quickbooks.online.id_map import read_id_map
from sandbox.quickbooks_online.id_map import Row, keep
from sandbox.quickbooks_online.testing import running_sandbox
from tests.sync.office import Office


class _Rows:
    """A reader that has these rows."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self._rows = rows

    def unnumbered_rows(self, entity: str) -> Any:
        assert entity == "QbdtEntityIdMapping"
        return iter(self._rows)


@pytest.mark.parametrize("first", ["Q", "q"])
def test_the_two_spellings_of_intuits_documentation(first: str) -> None:
    row = {
        f"{first}boEntityId": "25",
        f"{first}bdtExportableId": "80000004-1424241304",
        f"{first}boEntityType": "TERM",
        f"{first}bdtEntityType": "TERM",
    }
    reader: Any = _Rows(row, {"QboEntityId": "26"})
    assert list(read_id_map(reader)) == [MappedId("80000004-1424241304", "25", "TERM", "TERM")]


def test_a_long_map_is_read_page_by_page(sqlite_database: Any) -> None:
    core: Any = None
    with running_sandbox() as sandbox:
        office = Office(core, sandbox, sqlite_database)
        office._connect_company()
        with office.gateway() as gateway:
            online: Any = gateway
            assert list(online.id_map()) == []
            runtime = sandbox.app.state.runtime
            with runtime.store.transaction():
                rows = (Row(str(at), f"{at:X}-1", "INVOICE", "INVOICE") for at in range(2_500))
                keep(runtime.company(sandbox.realm), rows)
            assert [one.new_id for one in online.id_map()] == [str(at) for at in range(2_500)]
