"""Nothing that a bookkeeper wrote or set is lost, however CORE's lines and memo change."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Line, marker
from include.books.entries import LineExtras
from include.sync.decide.additions import line_extras, whole_memo
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import bill

_WORDS = st.lists(st.sampled_from(["paid", "by", "wire", "see", "file", "St", "11"]), max_size=3)
_STREETS = st.sampled_from(["", "11 Oak St", "11 Oak St, Boston", "9 Elm St"])


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    """Up to four lines; several may have one item and account."""
    rows = st.tuples(
        st.sampled_from(["Commission", "Fee"]),
        st.integers(1, 3).map(lambda dollars: dollars * 100),
        st.sampled_from(["71", "72"]),
    )
    return tuple(
        Line(item, item, cents, ListRef(ListKind.ACCOUNT, account, ""))
        for item, cents, account in draw(st.lists(rows, min_size=1, max_size=4))
    )


@given(lines(), lines())
def test_as_many_lines_of_an_account_keep_what_is_set_as_there_were(
    before: tuple[Line, ...], after: tuple[Line, ...]
) -> None:
    posted = bill(lines=before)
    set_by_hand = tuple(LineExtras(str(at), f"class {at}") for at in range(len(before)))
    extras = line_extras(now(posted, extras=set_by_hand), posted, bill(lines=after))
    assert len(extras) == len(after)
    kept = [extra.class_id for extra in extras if extra.class_id]
    assert len(kept) == len(set(kept)), "what is set on one line isn't set on two"
    of = dict(zip((extra.class_id for extra in set_by_hand), before, strict=True))
    for line, extra in zip(after, extras, strict=True):
        assert not extra.class_id or of[extra.class_id].target == line.target
    there, wanted = (Counter(line.target.id for line in some) for some in (before, after))
    found = Counter(of[name].target.id for name in kept)
    assert found == there & wanted


@given(_WORDS, _WORDS, _STREETS, _STREETS)
def test_words_around_the_tag_stay(
    ahead: list[str], behind: list[str], before: str, after: str
) -> None:
    document = bill(memo=after)
    tag = f"[{marker('willow-park', document.key)}]"
    memo = " ".join(part for part in (*ahead, before, tag, *behind) if part)
    left = whole_memo(memo, before, document, "willow-park")
    whole = left if left is not None else f"{after} {tag}"
    assert whole.count(tag) == 1
    assert after in whole
    words = whole.split()
    for word, times in Counter(behind).items():
        assert words.count(word) >= times
    for word, times in Counter(ahead).items():
        assert words.count(word) >= times, (memo, whole)
    if whole.strip() == f"{after} {tag}".strip():
        assert left is None
