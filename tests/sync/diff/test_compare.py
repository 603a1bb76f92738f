"""What should be in QuickBooks, compared with what was last synced."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.sync.diff.compare import compare


def frame(**documents: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"document_key": list(documents), "fingerprint": list(documents.values())}, dtype="str"
    )


def test_new_changed_unchanged_and_orphaned_documents_are_told_apart() -> None:
    verdicts = compare(
        frame(invoice="a", bill="changed", credit="same"),
        frame(bill="before", credit="same", gone="x"),
    )
    assert dict(verdicts.itertuples(index=False)) == {
        "invoice": "create",
        "bill": "update",
        "credit": "unchanged",
        "gone": "orphan",
    }


def test_nothing_against_nothing_is_nothing() -> None:
    assert compare(frame(), frame()).empty


def test_a_key_that_stands_twice_is_a_fault() -> None:
    twice = pd.concat([frame(invoice="a"), frame(invoice="b")])
    with pytest.raises(pd.errors.MergeError):
        compare(twice, frame())


@given(
    st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.sampled_from("xyz"), max_size=12),
    st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.sampled_from("xyz"), max_size=12),
)
def test_every_key_has_one_verdict_and_it_is_right(
    wanted: dict[str, str], linked: dict[str, str]
) -> None:
    verdicts: dict[str, str] = dict(
        compare(frame(**wanted), frame(**linked)).itertuples(index=False)
    )
    assert set(verdicts) == set(wanted) | set(linked)
    for key, verdict in verdicts.items():
        if key not in linked:
            assert verdict == "create"
        elif key not in wanted:
            assert verdict == "orphan"
        else:
            assert verdict == ("unchanged" if wanted[key] == linked[key] else "update")
