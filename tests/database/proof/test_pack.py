"""The proof pack of a month: the same each time, verified without CoreBooks, and no alteration gets past it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from include.database.proof.pack import write_pack
from include.database.tables.companies import Company
from include.database.trail.verify_offline import verify_pack
from sandbox.quickbooks_online.person import Person
from tests.sync.closings import CLOSED_ON, close
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.conftest import _key, here, office, pages
from tests.web.months.closed_february import February, closed_february
from tests.web.office_pages import OfficePages

__all__ = ["_key", "office", "pages"]
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def february(pages: OfficePages) -> February:
    """February is signed off."""
    made = closed_february(pages)
    made.tie_out()
    made.sign()
    return made


def pack_of(february: February) -> bytes:
    """The pack as it is downloaded from the month's page."""
    answer = february.pages.browser.get(february.pages.address("months/2026-02/proof-pack.zip"))
    assert answer.status_code == 200
    return bytes(answer.content)


def files_of(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def verified(folder: Path, pack: bytes, *arguments: str) -> tuple[int, str]:
    """What the pack's own verifier says, in a Python that knows nothing of CoreBooks."""
    (folder / "verify.py").write_bytes(files_of(pack)["verify.py"])
    (folder / "pack.zip").write_bytes(pack)
    done = subprocess.run(  # noqa: S603  (the pack's own verifier)
        [sys.executable, "-I", "verify.py", "pack.zip", *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_it_is_verified_without_the_project(february: February, tmp_path: Path) -> None:
    pack = pack_of(february)
    key = json.loads(files_of(pack)["manifest.json"])["key"]
    code, said = verified(tmp_path, pack, "--key", key)
    assert code == 0, said
    assert "is signed with the key that you gave." in said
    assert "entries.csv lists those 6 entries with the same amounts, $108,000.00 in all." in said
    assert "Carla Ruiz signed 2026-02 off" in said
    assert "FOUND" not in said


def test_the_pack_of_a_canadian_company_is_in_its_dollars_and_verified_all_the_same(
    february: February, tmp_path: Path
) -> None:
    with february.office.database.writing() as session:
        session.get_one(Company, COMPANY).currency = "CAD"
    files = files_of(pack_of(february))
    assert b"Amount (CAD)" in files["entries.csv"]
    assert b"QuickBooks (CAD)" in files["accounts.csv"]
    assert b"Amounts are in Canadian dollars." in files["README.txt"]
    assert not any(b"(USD)" in files[name] for name in files if name.endswith(".csv"))
    code, said = verified(tmp_path, pack_of(february))
    assert code == 0, said
    assert "the same amounts, CA$108,000.00 in all." in said
    assert "accounts.csv has the totals that were signed off." in said


def test_made_twice_it_is_the_same_even_after_others_worked(february: February) -> None:
    first = pack_of(february)
    close(february.office, gross=700_000, closed_on=CLOSED_ON + 40 * 86_400_000)
    february.run()
    assert pack_of(february) == first


def test_it_says_when_the_sign_off_no_longer_holds(february: February, tmp_path: Path) -> None:
    february.office.core.patch(f"/transactions/{february.deals[0]}", gross=1_100_000)
    february.run()
    code, said = verified(tmp_path, pack_of(february))
    assert code == 0, said
    assert "The sign-off by Carla Ruiz no longer holds since" in said
    assert "NOTE   The pack's own key shows only that the pack agrees with itself." in said


def test_a_month_with_nothing_in_it_has_a_pack_too(february: February, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    company = here(february.office)
    first = february.month.first.replace(year=2025)
    assert (
        write_pack(february.office.database, COMPANY, company.name, first, company.zone, buffer)
        == 0
    )
    code, said = verified(tmp_path, buffer.getvalue())
    assert code == 0, said
    assert "2025-02 has no sign-off." in said


def test_people_read_it_too(february: February) -> None:
    files = files_of(pack_of(february))
    assert files["month.pdf"].startswith(b"%PDF-")
    entries = files["entries.csv"].decode().splitlines()
    assert entries[0] == "# Source: The CoreBooks database"
    assert entries[2] == "# Rows: 6, and the database counts 6, which match"
    changes = files["changes.csv"].decode()
    assert "finance ops" in changes
    assert "WHICH DIFFER" not in "".join(text.decode("utf-8", "replace") for text in files.values())
    signed = files["sign-offs.csv"].decode()
    assert "Signed off,Carla Ruiz,Agreed to the bank statement." in signed


def altered(pack: bytes, change: Change, *, mend: bool = True) -> bytes:
    """A pack that somebody altered, with the manifest's hashes made to fit."""
    files = files_of(pack)
    change(files)
    if mend:
        manifest = json.loads(files["manifest.json"])
        for name, said in manifest["files"].items():
            said["sha256"] = hashlib.sha256(files[name]).hexdigest()
        files["manifest.json"] = json.dumps(manifest).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def replaced(name: str, old: str, new: str, number: int = 1) -> Change:
    def change(files: dict[str, bytes]) -> None:
        text = files[name].decode()
        assert old in text, text[:2000]
        files[name] = text.replace(old, new, number).encode()

    return change


def without_an_entry(files: dict[str, bytes]) -> None:
    """One entry is left out of the list and of its proof."""
    lines = files["proof/rows.jsonl"].decode().splitlines()
    gone = json.loads(lines.pop(0))
    files["proof/rows.jsonl"] = "\n".join(lines).encode()
    rows = files["entries.csv"].decode().splitlines()
    files["entries.csv"] = "\r\n".join(row for row in rows if gone["key"] not in row).encode()


def foreign_event(files: dict[str, bytes]) -> None:
    events = [json.loads(line) for line in files["proof/events.jsonl"].decode().splitlines()]
    events[0]["event"]["actor"] = "somebody else"
    files["proof/events.jsonl"] = "\n".join(map(json.dumps, events)).encode()


def row_and_its_event(files: dict[str, bytes]) -> None:
    """The amount is changed in the list, in the row, and its digest in the event."""
    from include.database.trail.verify_offline import row_seal  # noqa: PLC0415

    rows = [json.loads(line) for line in files["proof/rows.jsonl"].decode().splitlines()]
    rows[0]["row"]["total_cents"] += 100
    table, key, number = rows[0]["table"], rows[0]["key"], rows[0]["event"]
    events = [json.loads(line) for line in files["proof/events.jsonl"].decode().splitlines()]
    for line in events:
        if line["event"]["number"] == number:
            for one in line["event"]["detail"]["rows"]:
                if one[:2] == [table, key]:
                    one[2:4] = row_seal(table, rows[0]["row"])
    files["proof/rows.jsonl"] = "\n".join(map(json.dumps, rows)).encode()
    files["proof/events.jsonl"] = "\n".join(map(json.dumps, events)).encode()


ALTERATIONS: dict[str, tuple[Change, str]] = {
    "an amount in the list": (
        replaced("entries.csv", "10000.00", "10000.01"),
        "entries.csv doesn't list what the audit trail recorded",
    ),
    "an amount in the row": (
        replaced("proof/rows.jsonl", '"total_cents":1000000', '"total_cents":1000001'),
        "the amount in the pack is $10,000.01, and the audit trail has $10,000.00",
    ),
    "an entry left out": (
        without_an_entry,
        "The manifest's count or total isn't that of entries.csv.",
    ),
    "an event": (foreign_event, "isn't in the audit trail of the checkpoint: it was changed."),
    "a row with its event": (row_and_its_event, "isn't in the audit trail of the checkpoint"),
    "the checkpoint": (replaced("proof/checkpoint.txt", "time 20", "time 19"), "isn't signed with"),
    "a total that was signed off": (
        replaced("accounts.csv", "60000.00", "50000.00"),
        "accounts.csv doesn't have the totals that were signed off.",
    ),
    "the comment of the sign-off": (
        replaced("proof/rows.jsonl", "Agreed to the bank", "Never saw the bank"),
        "The sign-off of 2026-02 by Carla Ruiz",
    ),
}


@pytest.fixture(scope="module")
def a_pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One pack, which many alterations begin with."""
    from tests.sync.office import KEY  # noqa: PLC0415
    from tests.sync.opening import open_office  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        with open_office(tmp_path_factory.mktemp("pack")) as one:
            made = closed_february(OfficePages(one.database, one))
            made.tie_out()
            made.sign()
            return pack_of(made)


@pytest.mark.parametrize("what", ALTERATIONS)
def test_no_alteration_gets_past_the_verifier(a_pack: bytes, tmp_path: Path, what: str) -> None:
    change, finding = ALTERATIONS[what]
    code, said = verified(tmp_path, altered(a_pack, change))
    assert code == 1, said
    assert finding in said


def test_a_file_that_was_changed_is_named(a_pack: bytes, tmp_path: Path) -> None:
    change = replaced("on-hold.csv", "Source", "Sauce")
    code, said = verified(tmp_path, altered(a_pack, change, mend=False))
    assert (code, "on-hold.csv was changed" in said) == (1, True)


def test_another_installations_key_is_rejected(a_pack: bytes, tmp_path: Path) -> None:
    key = json.loads(files_of(a_pack)["manifest.json"])["key"]
    other = re.sub(r"\+[A-Za-z0-9/+=]{40,}$", lambda one: one[0][:-6] + "AAAA" + one[0][-2:], key)
    code, said = verified(tmp_path, a_pack, "--key", other)
    assert (code, "isn't signed with the public key" in said) == (1, True)


@pytest.mark.parametrize("sent", [b"", b"PK\x03\x04nonsense", b"not a zip"])
def test_nonsense_is_a_sentence(sent: bytes, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(sent)
    report = verify_pack(str(tmp_path / "pack.zip"))
    assert report.found == ["The pack isn't readable. Use the file as it was downloaded."]


def test_a_payment_in_quickbooks_leaves_the_pack_right(february: February, tmp_path: Path) -> None:
    invoice: dict[str, Any] = february.office.entries("Invoice")[0]
    Person(february.office.quickbooks).receive_payment(invoice["id"], 100_000, "Undeposited Funds")
    february.run()
    code, said = verified(tmp_path, pack_of(february))
    assert code == 0, said


@pytest.fixture(scope="module")
def taxed_pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """February of a brokerage in Ontario: one deal of CA$30,000, whose invoice and bills have 13 % HST."""
    from tests.sync.office import KEY  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        with open_abroad(tmp_path_factory.mktemp("taxed"), "CA") as one:
            use_codes(one, "CA", invoice_date="CORE close date", due_date="CORE close date")
            charges(one, agent=True, broker=True)
            ontario_deal(one)
            one.run(INCOME)
            one.run(EXPENSES)
            (invoice,) = one.quickbooks.entries("Invoice")
            assert invoice["total"] == 33_900_00
            return _written(one)


def _written(one: Office) -> bytes:
    buffer, company = io.BytesIO(), here(one)
    write_pack(one.database, COMPANY, company.name, dt.date(2026, 2, 1), company.zone, buffer)
    return buffer.getvalue()


def table_of(pack: bytes, name: str) -> list[dict[str, str]]:
    lines = files_of(pack)[name].decode().splitlines()
    return [*csv.DictReader(line for line in lines if not line.startswith("#"))]


def test_entries_have_their_amount_their_tax_and_their_total(
    taxed_pack: bytes, tmp_path: Path
) -> None:
    amounts = [f"{name} (CAD)" for name in ("Amount", "Tax", "Total")]
    entries = {row["Kind"]: row for row in table_of(taxed_pack, "entries.csv") if row["Kind"]}
    assert [entries["invoice"][name] for name in amounts] == ["30000.00", "3900.00", "33900.00"]
    sent = [row for row in table_of(taxed_pack, "changes.csv") if row["Kind"] == "invoice"]
    assert [sent[0][name] for name in amounts] == ["30000.00", "3900.00", "33900.00"]
    code, said = verified(tmp_path, taxed_pack)
    assert code == 0, said
    assert "with the same amounts, CA$56,605.00 plus CA$7,358.65 tax in all." in said


def test_the_pack_of_a_company_without_sales_tax_has_no_such_columns(a_pack: bytes) -> None:
    for name in ("entries.csv", "changes.csv"):
        assert not any(head.startswith("Tax") for head in table_of(a_pack, name)[0])
    assert "entries_tax_cents" not in json.loads(files_of(a_pack)["manifest.json"])


def without_the_tax(files: dict[str, bytes]) -> None:
    """The columns of the tax are left out of the list."""
    lines = files["entries.csv"].decode().splitlines()
    rows = [*csv.DictReader(line for line in lines if not line.startswith("#"))]
    kept = [name for name in rows[0] if name not in ("Tax (CAD)", "Total (CAD)")]
    assert len(kept) == len(rows[0]) - 2
    text = io.StringIO()
    writer = csv.DictWriter(text, kept, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    files["entries.csv"] = text.getvalue().encode()


TAX_ALTERATIONS: dict[str, tuple[Change, str]] = {
    "the tax in the list": (
        replaced("entries.csv", ",3900.00,33900.00", ",1300.00,31300.00"),
        "entries.csv doesn't list what the audit trail recorded",
    ),
    "the total in the list": (
        replaced("entries.csv", ",3900.00,33900.00", ",3900.00,31300.00"),
        "entries.csv doesn't list what the audit trail recorded",
    ),
    "the tax left out of the list": (
        without_the_tax,
        "entries.csv doesn't list what the audit trail recorded",
    ),
    "the tax in the row": (
        replaced("proof/rows.jsonl", '"tax_cents":390000', '"tax_cents":130000'),
        "the tax in the pack is CA$1,300.00, and the audit trail has CA$3,900.00",
    ),
    "the tax in the manifest": (
        replaced("manifest.json", '"entries_tax_cents": 735865', '"entries_tax_cents": 1'),
        "The manifest's count or total isn't that of entries.csv.",
    ),
}


@pytest.mark.parametrize("what", TAX_ALTERATIONS)
def test_no_alteration_of_tax_gets_past_the_verifier(
    taxed_pack: bytes, tmp_path: Path, what: str
) -> None:
    change, finding = TAX_ALTERATIONS[what]
    code, said = verified(tmp_path, altered(taxed_pack, change))
    assert code == 1, said
    assert finding in said


def test_a_pack_of_the_first_format_is_verified_still(taxed_pack: bytes, tmp_path: Path) -> None:
    def as_it_was(files: dict[str, bytes]) -> None:
        without_the_tax(files)
        manifest = json.loads(files["manifest.json"]) | {"format": 1}
        del manifest["entries_tax_cents"]
        files["manifest.json"] = json.dumps(manifest).encode()

    code, said = verified(tmp_path, altered(taxed_pack, as_it_was))
    assert code == 0, said
    assert "with the same amounts, CA$56,605.00 in all." in said
