"""What a source says of its folder."""

from __future__ import annotations

import pytest

from include.core_backoffice.folder.rules import (
    AfterTaking,
    FolderRefused,
    FolderRules,
    read_rules,
)


def test_a_path_is_all_it_takes() -> None:
    assert read_rules({"path": " /srv/imports/willow "}) == FolderRules("/srv/imports/willow")


def test_everything_can_be_said() -> None:
    rules = read_rules(
        {
            "path": "sftp://exports",
            "conn_id": "broker_sftp",
            "pattern": "*.csv; *.xlsx",
            "after": "move",
            "done_folder": "taken",
        }
    )
    assert (rules.scheme, rules.after, rules.done_folder) == ("sftp", AfterTaking.MOVE, "taken")


@pytest.mark.parametrize(
    ("path", "scheme"), [("/srv", "file"), ("file:///srv", "file"), ("S3://bucket/x", "s3")]
)
def test_what_an_address_begins_with_says_what_it_is(path: str, scheme: str) -> None:
    assert read_rules({"path": path}).scheme == scheme


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "has no folder"),
        ({"path": "/srv/../etc"}, "has “..” in its path"),
        ({"path": "sftp://exports/../../etc"}, "has “..” in its path"),
        ({"path": "/srv", "after": "burn"}, "Choose keep or move"),
        ({"path": "/srv", "done_folder": "../etc"}, "inside the folder"),
        ({"path": "/srv", "done_folder": ".."}, "inside the folder"),
        ({"path": "/srv", "done_folder": "/etc"}, "inside the folder"),
        ({"path": "/srv", "pattern": "*" * 201}, "longer than 200 characters"),
        ({"path": "/" + "x" * 1000}, "has no folder"),
        ({"path": ["/srv"], "after": 7}, "Choose keep or move"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(
    settings: dict[str, object], said: str
) -> None:
    with pytest.raises(FolderRefused, match=said):
        read_rules(settings)
