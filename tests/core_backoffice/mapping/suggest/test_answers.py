"""A person's answers go to their places in the profile."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.profile import DateOrder, Profile, Sign, Value
from include.core_backoffice.mapping.suggest import answer
from tests.core_backoffice.mapping.suggest.files import suggested


def by_item() -> Profile:
    profile = suggested("""
        Deal ID | Stage  | Closing Date | GCI       | Item Type | Item | Amount   | Agent    | Payee | Payee Type
        7       | Going  | 11/06/2026   | 10,000.00 | SPL       | Half | 8,000.00 | Jane Doe |       |
        7       | Going  | 11/06/2026   | 10,000.00 | FEE       | E&O  | -300.00  | Jane Doe | Acme  | X
    """).profile
    assert profile is not None
    return profile


def words(value: object) -> dict[str, str]:
    assert isinstance(value, Value)
    return value.words


def test_of_the_whole_profile_and_of_its_tables() -> None:
    profile = answer(by_item(), "contents", "snapshot")
    profile = answer(profile, "brokerage_net", "rest")
    profile = answer(profile, "dates", "DD/MM/YYYY")
    assert (profile.contents, profile.brokerage_net) == ("snapshot", "rest")
    assert profile.tables[0].dates is DateOrder.DMY


def test_what_a_word_means() -> None:
    profile = answer(by_item(), "status: Going", "pending")
    profile = answer(profile, "payee_type: X", "vendor")
    (table,) = profile.tables
    assert table.fields["status"].words["Going"] == "pending"
    payees = [rule.payee for rule in table.items if rule.payee]
    assert all(words(payee.kind)["X"] == "vendor" for payee in payees)


def test_an_items_kind_is_said_in_the_rule_of_its_sign() -> None:
    profile = answer(by_item(), "item_kind: FEE", "agent_debit")
    profile = answer(profile, "item_kind: SPL", "agent_split")
    plain, below = profile.tables[0].items
    assert (plain.sign, below.sign) == (Sign.PLAIN, Sign.NEGATED)
    assert words(plain.kind) == {"SPL": "agent_split", "FEE": ""}
    assert words(below.kind) == {"SPL": "", "FEE": "agent_debit"}


def test_the_sign_of_a_column() -> None:
    suggestion = suggested("""
        Deal ID | Closing Date | GCI       | Agent    | Commission | Fees    | Company Net
        7       | 11/26/2026   | 10,000.00 | Jane Doe | 8,000.00   | -300.00 | 2,300.00
        8       | 11/26/2026   | 10,000.00 | Jane Doe | 8,000.00   | 300.00  | 2,300.00
        9       | 11/26/2026   | 10,000.00 | Jane Doe | 8,000.00   | -300.00 | 2,300.00
    """)
    assert suggestion.profile is not None
    (question,) = [one for one in suggestion.questions if one.setting.startswith("sign")]
    assert question.suggested == "negated"
    profile = answer(suggestion.profile, question.setting, "as it is")
    signs = {str(rule.kind): rule.sign for rule in profile.tables[0].items}
    assert signs["agent_debit"] is Sign.PLAIN


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("contents", "all"),
        ("dates", "soon"),
        ("colour", "red"),
        ("side: X", "listing"),
    ],
)
def test_what_is_no_setting_or_no_value_is_refused(setting: str, value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        answer(by_item(), setting, value)
