"""Whatever a browser sends as a profile, the page that is drawn again has a profile's shape."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from include.core_backoffice.mapping.profile import Table
from include.core_backoffice.mapping.ready import ready_profile
from include.web.imports.sent_tables import tables_in
from tests.web.imports.test_mapping_routes import MAPPING, matched
from tests.web.office_pages import OfficePages

OWN = json.loads(ready_profile("corebooks").model_dump_json())


def test_a_profile_stays_as_it_is() -> None:
    assert tables_in(OWN) == OWN["tables"]


@pytest.mark.parametrize("body", [None, 7, [], {"tables": 7}, {"tables": [7, {}, {"of": "pets"}]}])
def test_what_is_no_table_is_left_out(body: object) -> None:
    assert tables_in(body) == []


def test_parts_of_a_wrong_shape_are_left_out_and_the_others_stay() -> None:
    table = {
        "of": "deals",
        "headers": ["Deal", 7, "Gross"],
        "fields": {"gross": {"columns": ["Gross"], "words": "x"}, "status": 7},
        "items": [7, {"kind": "gross"}, {"kind": 7}],
    }
    (shown,) = tables_in({"tables": [table]})
    assert shown["headers"] == ["Deal", "Gross"]
    assert shown["fields"] == {"gross": {"columns": ["Gross"]}}
    assert [item.get("kind") for item in shown["items"]] == ["gross", None]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["of", "headers", "fields", "items", "kind", "words", "columns", "key", "skip"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"of": st.just("deals")},
            optional={
                "headers": JSON,
                "fields": JSON,
                "items": JSON,
                "person": JSON,
                "key": JSON,
                "skip": JSON,
                "route": JSON,
            },
        ),
        max_size=2,
    )
)
@settings(deadline=None)
def test_nothing_that_is_sent_has_a_wrong_shape(tables: list[dict[str, object]]) -> None:
    assert [fault for table in tables_in({"tables": tables}) for fault in shape_faults(table)] == []


def shape_faults(table: dict[str, object]) -> list[str]:
    try:
        Table.model_validate(table)
    except ValidationError as error:
        return [one["type"] for one in error.errors() if one["type"].endswith("_type")]
    return []


def test_a_form_that_was_tampered_with_is_drawn_again(pages: OfficePages) -> None:
    form = matched(pages)
    form["body"] = json.dumps(
        {
            "name": "x",
            "tables": [{"of": "deals", "headers": [], "fields": {"status": {"words": "x"}}}],
        }
    )
    for address in (MAPPING, f"{MAPPING}/preview"):
        assert pages.press(address, form).status_code == 200
