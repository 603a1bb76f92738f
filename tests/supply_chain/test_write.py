"""The bill of materials is that of the pinned requirements, and every license in it is known."""

from __future__ import annotations

import json

from tests.supply_chain.components import components
from tests.supply_chain.write import BILL, LICENSES, bill, licenses

ALLOWED = (
    "0BSD",
    "Apache",
    "Artistic License",
    "BSD",
    "CNRI",
    "EPL-2.0",
    "HPND",
    "ISC",
    "LGPL",
    "MIT",
    "MPL-2.0",
    "PSF-2.0",
    "Unlicense",
    "ZPL",
)
"""Licenses under which a package may be in the image of a commercial product."""


def test_both_files_are_what_make_lock_writes_now() -> None:
    of = components()
    assert BILL.read_text(encoding="utf-8") == bill(of), "run `make lock`"
    assert LICENSES.read_text(encoding="utf-8") == licenses(of), "run `make lock`"


def test_every_package_has_a_license_that_is_allowed() -> None:
    of = components()
    assert [one.name for one in of if not one.license] == []
    assert [
        (one.name, one.license)
        for one in of
        if not any(allowed in one.license for allowed in ALLOWED)
    ] == []


def test_the_bill_refers_to_what_is_in_it_and_names_no_registry() -> None:
    text = BILL.read_text(encoding="utf-8")
    made = json.loads(text)
    known = {one["bom-ref"] for one in made["components"]}
    assert len(known) == len(made["components"]) > 100
    for row in made["dependencies"]:
        assert set(row["dependsOn"]) <= known
    assert text.count("://") == 1, "the schema alone"
