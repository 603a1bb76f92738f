"""What should be in QuickBooks, compared with what was last synced."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from include.sync.decide.compare import compare

FINGERPRINTS = st.dictionaries(
    st.text("abcd", min_size=1, max_size=3), st.sampled_from("xyz"), max_size=12
)


def test_new_changed_unchanged_and_orphaned_documents_are_told_apart() -> None:
    verdicts = compare(
        {"invoice": "a", "bill": "changed", "credit": "same"},
        {"bill": "before", "credit": "same", "gone": "x"},
    )
    assert verdicts == {
        "invoice": "create",
        "bill": "update",
        "credit": "unchanged",
        "gone": "orphan",
    }


def test_nothing_against_nothing_is_nothing() -> None:
    assert compare({}, {}) == {}


def test_orphans_come_last_and_in_the_order_of_their_keys() -> None:
    verdicts = compare({"z": "1", "a": "1"}, {"m": "1", "b": "1", "z": "1"})
    assert list(verdicts) == ["z", "a", "b", "m"]


@given(FINGERPRINTS, FINGERPRINTS)
def test_every_key_has_one_verdict_and_it_is_right(
    wanted: dict[str, str], linked: dict[str, str]
) -> None:
    verdicts = compare(wanted, linked)
    assert set(verdicts) == set(wanted) | set(linked)
    for key, verdict in verdicts.items():
        if key not in linked:
            assert verdict == "create"
        elif key not in wanted:
            assert verdict == "orphan"
        else:
            assert verdict == ("unchanged" if wanted[key] == linked[key] else "update")
