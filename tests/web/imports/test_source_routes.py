"""A source: set up, its door, what it feeds, its profiles as files, its secrets, and turned off."""

from __future__ import annotations

import re

import pytest

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.mapping.ready import ready_profile
from include.core_backoffice.mapping.yaml_files import from_yaml, to_yaml
from include.database.tables.feeds import Feed, FeedCompany, FeedSecret, ImportProfile
from include.web.frame.csrf import csrf_token
from tests.web.imports.test_mapping_routes import PLAIN, matched
from tests.web.imports.uploading import SOURCE, import_sample, upload, upload_sample
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, words

PAGE = f"imports/sources/{SOURCE}"
FOLDER = {"name": "Drop box", "path": "/srv/exports", "pattern": "*.csv", "after_reading": "post"}


def feed(pages: OfficePages, source_id: str = SOURCE) -> Feed:
    with pages.database.reading() as session:
        return session.get_one(Feed, source_id)


@pytest.fixture
def sample(pages: OfficePages) -> OfficePages:
    """The sample is read."""
    import_sample(pages)
    pages.sign_in(ADMIN)
    return pages


def test_a_folder_is_set_up(pages: OfficePages) -> None:
    pages.sign_in(ADMIN)
    answer = pages.press("imports/sources/new/folder", FOLDER)
    assert answer.headers["location"].endswith("/imports/sources/willow-park-drop-box?saved=new")
    made = feed(pages, "willow-park-drop-box")
    assert (made.door, made.after_reading, made.created_by) == ("folder", "post", "ada")
    assert made.settings == {"path": "/srv/exports", "pattern": "*.csv", "after": "keep"}
    shown = words(pages.open("imports/sources/willow-park-drop-box"))
    assert "Folder · ID willow-park-drop-box" in shown


@pytest.mark.parametrize(
    ("door", "form", "sentence"),
    [
        ("folder", {"path": "/srv/../etc"}, "has “..” in its path"),
        ("folder", {"path": ""}, "The source has no folder."),
        ("mailbox", {"conn_id": "mail", "senders": ""}, "The source lists no senders"),
        ("mailbox", {"conn_id": "", "senders": "a@b.co"}, "The source has no mailbox."),
        ("sql", {"conn_id": "warehouse"}, "The source needs between 1 and 10 queries."),
        ("sql", {"conn_id": "w", "transactions_sql": "DELETE FROM deals"}, "transactions"),
        ("upload", {"name": ""}, "A source needs a name"),
    ],
)
def test_a_door_that_cannot_be_read_as_it_is_set_up_is_refused(
    pages: OfficePages, door: str, form: dict[str, str], sentence: str
) -> None:
    pages.sign_in(ADMIN)
    answer = pages.press(f"imports/sources/new/{door}", {"name": "New", **form})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    with pages.database.reading() as session:
        assert session.query(Feed).count() == 0


def test_a_database_is_set_up_with_a_query(pages: OfficePages) -> None:
    pages.sign_in(ADMIN)
    query = {
        "transactions_sql": "SELECT * FROM deals WHERE changed_at >= :since",
        "transactions_watermark": "changed_at",
        "watermark_kind": "timestamp",
    }
    form = {"name": "Warehouse", "conn_id": "warehouse", **query}
    answer = pages.press("imports/sources/new/sql", form)
    assert answer.status_code == 303, words(answer.text)
    made = feed(pages, "willow-park-warehouse")
    assert made.settings["queries"][0]["sql"] == query["transactions_sql"]
    assert "changed_at &gt;= :since" in pages.open("imports/sources/willow-park-warehouse")


def test_settings_are_changed_and_the_rest_stays(sample: OfficePages) -> None:
    answer = sample.press(f"{PAGE}/settings", {"name": "CORE exports", "after_reading": "nothing"})
    assert answer.status_code == 303
    changed = feed(sample)
    assert (changed.name, changed.after_reading, changed.id) == ("CORE exports", "nothing", SOURCE)


def test_rules_say_which_offices_are_whose(sample: OfficePages) -> None:
    form = {"company": "willow-park", "stream": "transactions", "routes": "Boston, Salem\nMain"}
    assert sample.press(f"{PAGE}/feeds", form).status_code == 303
    with sample.database.reading() as session:
        (rule,) = session.query(FeedCompany).filter_by(stream="transactions")
        assert rule.routes == ["Boston", "Salem", "Main"]
    shown = words(sample.open(PAGE))
    assert "Transactions where “Office” is one of Boston, Salem, Main" in shown
    assert "Main Transactions 4 Willow & Park Realty" in shown


def test_the_rule_names_the_column_that_the_profile_routes_by(pages: OfficePages) -> None:
    content = PLAIN.replace(b"House", b"House,Branch").replace(b"400.00", b"400.00,North", 1)
    form = matched(pages, content, **{"t0-route": "Branch"})
    assert pages.press("imports/files/1/mapping/save", form).status_code == 303
    shown = words(pages.open(f"imports/sources/{SOURCE}"))
    assert "Only where “Branch” is one of" in shown
    assert "Values of “Branch”, separated by commas." in shown
    assert "ffice" not in shown.partition("What it feeds")[2].partition("Import profiles")[0]


def test_without_a_routing_column_it_is_said_where_to_choose_one(pages: OfficePages) -> None:
    upload(pages, "a.csv", b"Deal,Gross\n1,5\n")
    shown = words(pages.open(f"imports/sources/{SOURCE}"))
    assert "No active import profile routes records by a column." in shown
    assert "choose one under Company is chosen by in the profile" in shown


def test_a_value_that_no_rule_takes_is_named_with_its_records(sample: OfficePages) -> None:
    form = {"company": "willow-park", "stream": "transactions", "routes": "Boston"}
    sample.press(f"{PAGE}/feeds", form)
    assert "Main Transactions 4 No rule takes it" in words(sample.open(PAGE))


def test_a_stream_comes_by_the_core_connection_again(sample: OfficePages) -> None:
    form = {"company": "willow-park", "stream": "transactions", "remove": "yes"}
    assert sample.press(f"{PAGE}/feeds", form).status_code == 303
    with sample.database.reading() as session:
        assert [row.stream for row in session.query(FeedCompany)] == ["billing statements"]


@pytest.mark.parametrize(
    "form", [{"stream": "nonsense"}, {"stream": "transactions", "company": "not-mine"}]
)
def test_what_nobody_can_choose_feeds_nothing(sample: OfficePages, form: dict[str, str]) -> None:
    answer = sample.press(f"{PAGE}/feeds", form)
    assert answer.status_code == 422
    assert "Choose a company" in words(answer.text)


def test_a_profile_leaves_as_one_file_and_comes_back_as_a_draft(sample: OfficePages) -> None:
    answer = sample.browser.get(sample.address(f"{PAGE}/profiles/1/profile.yaml"))
    assert answer.headers["content-disposition"].startswith("attachment")
    assert from_yaml(answer.text).name == "CoreBooks layout"
    again = sample.browser.post(
        sample.address(f"{PAGE}/profiles"),
        data={"csrf_token": csrf_token(sample.who)},
        files={"file": ("profile.yaml", answer.text.encode())},
    )
    assert again.status_code == 303
    with sample.database.reading() as session:
        rows = session.query(ImportProfile).order_by(ImportProfile.version).all()
        assert [(row.version, row.active) for row in rows] == [(1, True), (2, False)]
        assert rows[0].body == rows[1].body


@pytest.mark.parametrize("text", [b"", b"name: [", b"tables: 7", b"&a [*a]", b"\xff\xfe"])
def test_a_file_that_is_no_profile_is_refused_with_a_sentence(
    sample: OfficePages, text: bytes
) -> None:
    answer = sample.browser.post(
        sample.address(f"{PAGE}/profiles"),
        data={"csrf_token": csrf_token(sample.who)},
        files={"file": ("profile.yaml", text)},
    )
    assert answer.status_code == 422
    with sample.database.reading() as session:
        assert session.query(ImportProfile).count() == 1


def test_a_profile_is_turned_off_and_on_again(sample: OfficePages) -> None:
    sample.press(f"{PAGE}/profiles/1/deactivate")
    assert "Inactive" in words(sample.open(PAGE))
    assert sample.press(f"{PAGE}/profiles/1/activate").status_code == 303
    assert sample.press(f"{PAGE}/profiles/99/activate").status_code == 404


def test_a_secret_is_shown_once(pages: OfficePages) -> None:
    pages.sign_in(ADMIN)
    pages.press("imports/sources/new/push", {"name": "Hook"})
    page = "imports/sources/willow-park-hook"
    assert "No secret yet." in words(pages.open(page))
    made = pages.press(f"{page}/secret")
    secret = re.search(r'<code class="password">([^<]+)</code>', made.text)
    assert secret is not None
    assert secret[1].startswith("whsec_")
    again = pages.open(page)
    assert secret[1] not in again
    assert "/corebooks/import/willow-park-hook" in again
    pages.press(f"{page}/secret")
    assert "accepted until" in words(pages.open(page))
    with pages.database.reading() as session:
        assert all(secret[1] not in row.sealed for row in session.query(FeedSecret))


def test_a_source_is_turned_off_and_on(sample: OfficePages) -> None:
    sample.press(f"{PAGE}/switch")
    assert feed(sample).off_at is not None
    assert "Turn on source" in words(sample.open(PAGE))
    sample.press(f"{PAGE}/switch", {"on": "yes"})
    assert feed(sample).off_at is None


def test_doors_and_secrets_are_for_those_who_connect(sample: OfficePages) -> None:
    sample.sign_in(FINANCE_OPS)
    for path in ("imports/sources/new/folder", f"{PAGE}/settings", f"{PAGE}/secret"):
        assert sample.press(path, FOLDER).status_code == 403
    assert sample.press(f"{PAGE}/profiles/1/deactivate").status_code == 303


def test_who_only_reads_changes_nothing(sample: OfficePages) -> None:
    sample.sign_in(AUDITOR)
    shown = sample.open(PAGE)
    assert "Turn off source" not in shown
    for path in ("feeds", "switch", "profiles", "profiles/1/activate", "secret", "settings"):
        assert sample.press(f"{PAGE}/{path}").status_code == 403


def test_another_companys_source_is_not_there(sample: OfficePages) -> None:
    assert sample.browser.get(sample.address("imports/sources/nobodys")).status_code == 404


def test_every_door_has_a_form(pages: OfficePages) -> None:
    pages.sign_in(ADMIN)
    for door in Door:
        assert "After reading" in words(pages.open("imports/sources/new", door=door.value))
    upload_sample(pages)
    assert to_yaml(ready_profile("corebooks")).startswith("format: 1")
