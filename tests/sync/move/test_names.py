"""Which account, customer or vendor is which: by the map, by an exact name, and never by a guess."""

from __future__ import annotations

import pytest

from include.database.statuses import MatchedBy
from include.sync.move.names import NewName, NewNames

NAMES = NewNames(
    [
        NewName("account", "7", "Fees", type="Income"),
        NewName("account", "8", "Fees", path="Insurance:Fees", type="Expense"),
        NewName("account", "9", "Escrow", type="Bank"),
        NewName("vendor", "45", "Amy Adler", version="3"),
        NewName("vendor", "46", "Ben Baker", active=False),
        NewName("vendor", "47", "Ben Baker"),
        NewName("customer", "45", "11 Oak St"),
    ]
)


@pytest.mark.parametrize(
    ("kind", "name", "type_", "new_ids", "expected"),
    [
        pytest.param("vendor", "Other", "", {"45"}, ("45", MatchedBy.MAP), id="by the map"),
        pytest.param("vendor", "amy  adler", "", (), ("45", MatchedBy.NAME), id="by its name"),
        pytest.param("vendor", "Ben Baker", "", (), ("47", MatchedBy.NAME), id="the active one"),
        pytest.param("account", "Fees", "", (), None, id="two of one name"),
        pytest.param("account", "Fees", "Expense", (), ("8", MatchedBy.NAME), id="by its type"),
        pytest.param("account", "Escrow", "Income", (), None, id="another type"),
        pytest.param("account", "Insurance:Fees", "", (), ("8", MatchedBy.NAME), id="its path"),
        pytest.param("class", "North", "", {"7"}, None, id="an ID of another list"),
        pytest.param("vendor", "", "", (), None, id="no name"),
    ],
)
def test_what_a_name_is(
    kind: str, name: str, type_: str, new_ids: set[str], expected: tuple[str, MatchedBy] | None
) -> None:
    found = NAMES.find(kind, "80000001-1", name, type_, {"80000001-1": set(new_ids)})
    assert (found and (found.new.id, found.matched_by)) == expected
