"""The page of figures is made of the benchmarks' own results."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from benchmarks.parts import page, results

MACHINE = {
    "processor": "Some Processor",
    "cores": 2,
    "python": "3.11.7",
    "system": "Linux x86_64",
    "load": 0.4,
}
COMPARISON = {
    "machine": MACHINE,
    "rows": [{"records": 1_000_000, "seconds": 4.5178, "peak_mib": 527.4}],
}


def sync_row(who: str, scenario: str, rate: float) -> dict[str, Any]:
    return {
        "who": who,
        "scenario": scenario,
        "documents": 3069,
        "calls": 140,
        "calls_per_document": 0.0456,
        "written": 3252,
        "items_per_minute": rate,
        "share": rate / 1200,
        "throttled": 0,
        "refreshes": 1,
        "seconds": 166.2,
        "seconds_for_all": 166.2,
    }


SYNC = {
    "machine": MACHINE,
    "scale": 1,
    "documents": 3069,
    "changed": 31,
    "core_seconds": 6.9,
    "rows": [
        sync_row(who, scenario, rate)
        for scenario in ("first sync", "1% changed", "nothing changed")
        for who, rate in (("CoreBooks", 1175.2), ("plain loop", 54.0))
    ],
    "targets": [{"text": "first sync: at least 1,080", "value": 1175.2, "kept": True}],
}


def test_what_was_measured_is_on_the_page() -> None:
    written = page.page({"comparison": COMPARISON, "sync_speed_scale_1": SYNC})
    assert "| 1,000,000 | 4.518 s | 527 MiB |" in written
    assert "| CoreBooks | 3,069 | 140 | 0.046 | 3,252 | 1,175 | 98% | 0 | 1 | 2.8 min |" in written
    assert "| first sync: at least 1,080 | 1,175 | met |" in written
    assert "2 cores, Some Processor" in written


def test_pages_are_told_apart_by_how_much_is_in_the_database() -> None:
    rows = [{"page": "History", "seconds": 0.0821}]
    some = {"machine": MACHINE, "deals": 50_000, "rounds": 20, "rows": rows}
    many = {"machine": MACHINE, "documents": 1_000_000, "companies": 1_000, "rows": rows}
    written = page.page({"pages": some, "large_pages": many})
    assert written.count("| History | 82 ms |") == 2
    assert "50,000 transactions in the database (SQLite)" in written
    assert "PostgreSQL, with 1,000 companies, and 1,000,000 documents" in written


def test_a_large_preview_and_a_proof_pack_have_their_tables() -> None:
    shown = {"database": "SQLite", "page": "Preview", "seconds": 0.0979}
    preview = {"machine": MACHINE, "changes": 10_000, "rounds": 10, "rows": [shown]}
    pack = {"documents": 50_000, "seconds": [25.6, 29.8], "bytes": 5_623_901}
    rows = [{**pack, "same": True, "verified_seconds": 6.19}]
    proof = {"machine": MACHINE, "rows": rows}
    written = page.page({"preview_page": preview, "proof_pack": proof})
    assert "| Preview | SQLite | 98 ms |" in written
    assert "| 50,000 | 25.6 s, 29.8 s | 5.6 MB | 6.2 s |" in written


def test_imports_have_their_tables() -> None:
    read = {"rows": 1_000_000, "changed": 1_000, "seconds": 11.04, "peak_bytes": 500 << 20}
    more = {"first_seconds": 192.2, "workbook_bytes": 20_400_000, "workbook_seconds": 3.49}
    rows = [{"arrives": "mail", "seconds": [4.0, 6.0, 5.0]}]
    written = page.page(
        {
            "import": {"machine": MACHINE, "rows": [read | more]},
            "arrival": {"machine": MACHINE, "rows": rows},
        }
    )
    assert "| read, compared, and stored in | 11.0 s |" in written
    assert "| memory at most | 500 MiB |" in written
    assert "| mail | 5.0 s | 6.0 s |" in written


def test_what_was_never_run_has_no_section() -> None:
    written = page.page({"comparison": COMPARISON})
    headings = [line for line in written.splitlines() if line.startswith("#")]
    assert headings == ["# Performance", "## Full comparison"]
    assert page.chart({"comparison": COMPARISON}) is None


def test_the_chart_has_a_bar_for_each_in_proportion_to_its_rate() -> None:
    drawn = page.chart({"sync_speed_scale_1": SYNC})
    assert drawn is not None
    svg = ET.fromstring(drawn)  # noqa: S314  (written a line above)
    lengths = [float(bar.attrib["width"]) for bar in svg.iter("{http://www.w3.org/2000/svg}rect")][
        1:
    ]
    assert len(lengths) == 2
    assert abs(lengths[0] / lengths[1] - 1175.2 / 54.0) < 0.1


def test_a_table_on_the_terminal_has_its_figures_to_the_right() -> None:
    assert results.table(("", "seconds"), [("us", "1.5"), ("a loop", "120.0")]) == (
        "        seconds\nus          1.5\na loop    120.0"
    )
