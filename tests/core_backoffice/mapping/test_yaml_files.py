"""A profile as a YAML file: it comes back as it was, and what is wrong with one names the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.mapping.profile import (
    DateOrder,
    ItemRule,
    PersonRule,
    Profile,
    RowTest,
    Sign,
    Table,
    TableKind,
    Value,
)
from include.core_backoffice.mapping.profile_faults import ProfileUnreadable
from include.core_backoffice.mapping.ready import ready_profiles
from include.core_backoffice.mapping.yaml_files import LARGEST, from_yaml, to_yaml

MINIMAL = "name: Deals\ncontents: changes\ntables:\n  - of: deals\n    headers: [Deal ID]\n"
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


def profile(**changes: object) -> Profile:
    table = Table(of=TableKind.DEALS, headers=("Deal ID",), key=("Deal ID",))
    return Profile.model_validate(
        {"name": "Deals", "contents": "changes", "tables": [table], **changes}
    )


def test_a_profile_reads_as_its_settings_in_their_order_and_nothing_else() -> None:
    assert to_yaml(profile()) == (
        "format: 1\nname: Deals\ncontents: changes\ntables:\n"
        "  - of: deals\n    headers: [Deal ID]\n    key: [Deal ID]\n"
    )


@pytest.mark.parametrize("ready", ready_profiles(), ids=lambda one: one.name)
def test_every_ready_profile_comes_back_as_it_was(ready: Profile) -> None:
    text = to_yaml(ready)
    assert from_yaml(text) == ready
    assert to_yaml(from_yaml(text)) == text


def test_all_kinds_of_settings_come_back() -> None:
    agent = PersonRule(kind="agent", by=("email", "name"), email=Value(columns=("Email",)))
    rule = ItemRule(
        kind="agent_split",
        percent=Value(columns=("Split",)),
        percent_scale=100,
        sign=Sign.DECIDES,
        agent=agent,
        repeated=True,
    )
    table = Table(
        of=TableKind.DEALS,
        headers=("Deal ID", "Zip"),
        header_rows=2,
        skip=(RowTest(texts=("Total*", "")),),
        primary=RowTest(column="Entity", texts=("Primary",)),
        fields={"zip": Value(columns=("Zip",), width=5), "status": Value(constant="closed")},
        items=(rule,),
        dates=DateOrder.EXCEL,
        decimal_comma=True,
    )
    whole = profile(tables=[table], contents="snapshot", agents="listed", brokerage_net="rest")
    assert from_yaml(to_yaml(whole)) == whole


@given(words=st.dictionaries(TEXTS, TEXTS, max_size=6), name=TEXTS.filter(bool))
def test_words_of_any_account_come_back(words: dict[str, str], name: str) -> None:
    table = Table(
        of=TableKind.DEALS, headers=("Deal",), fields={"status": Value(constant=name, words=words)}
    )
    mine = profile(name=name, tables=[table])
    assert from_yaml(to_yaml(mine)) == mine


@pytest.mark.parametrize("word", ["no", "Yes", "01", "007", "2026-11-30", "~", "1e3", "null", ".5"])
def test_plain_words_stay_texts_without_quotes(word: str) -> None:
    text = f"{MINIMAL}    fields:\n      status: {{columns: [Status], words: {{{word}: closed}}}}\n"
    assert from_yaml(text).tables[0].fields["status"].words == {word: "closed"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: [", "The import profile can't be read at line 1, column 8."),
        ("a: &x 1\nb: *x", "The import profile can't be read at line 2, column 4."),
        ("name: x\nname: y", 'The reason is: "name" is there twice.'),
        ("? [a]\n: b", "The reason is: a name must be text."),
        ("[" * 100, "The reason is: it is nested too deep."),
        ("\x00", "because it isn't YAML text."),
        ("just words", "The file has no settings of an import profile."),
        ("", "The file has no settings of an import profile."),
        ("!!python/object/apply:os.system [ls]", "The file has no settings of an import profile."),
        (f"{MINIMAL}format: 2\n", "at format, because it has 2 and must be 1."),
        (f"{MINIMAL}formats: 2\n", "at formats, because there is no such setting."),
        ("name: Deals\ncontents: changes\n", "at tables, because the setting is missing."),
        (MINIMAL.replace("changes", "all"), "at contents, because it has 'all' and must be"),
        (f"{MINIMAL}    items: [{{kind: bonus}}]\n", "at table 1, item rule 1, kind, because"),
        (f"{MINIMAL}    key: Deal ID\n", "at table 1, key, because it has 'Deal ID' and must be a"),
        (f"{MINIMAL}    key: ['']\n", "at table 1, key 1, because it is blank."),
        (f"{MINIMAL}    skip: [{{column: A}}]\n", "at table 1, skip rule 1, texts, because the"),
        (
            f"{MINIMAL}    fields: {{zip: {{columns: [Zip], width: 99}}}}\n",
            "at table 1, fields, zip, width, because it has '99' and input should be less than",
        ),
    ],
)
def test_what_is_wrong_names_the_place(text: str, sentence: str) -> None:
    with pytest.raises(ProfileUnreadable) as refused:
        from_yaml(text)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do


def test_a_file_that_is_no_profile_by_its_size_alone() -> None:
    with pytest.raises(ProfileUnreadable, match="larger than 256 KB"):
        from_yaml("#" * (LARGEST + 1))


@given(st.text(max_size=60))
def test_any_text_is_a_profile_or_a_sentence(text: str) -> None:
    try:
        from_yaml(text)
    except ProfileUnreadable as refused:
        assert refused.sentence.endswith(".")  # noqa: PT017  (that it is raised isn't the point)


@pytest.mark.parametrize(
    ("setting", "parts"),
    [("items", "{kind: gross}"), ("headers", "a"), ("skip", "{texts: [a]}"), ("key", "a")],
)
def test_a_profile_that_would_be_tried_for_hours_on_each_row_is_refused(
    setting: str, parts: str
) -> None:
    many = ", ".join([parts] * 5_000)
    rest = "".join(f", {name}: [a]" for name in ("headers", "key") if name != setting)
    text = f"name: a\ncontents: changes\ntables: [{{of: deals{rest}, {setting}: [{many}]}}]\n"
    with pytest.raises(ProfileUnreadable, match="it is too long"):
        from_yaml(text)
