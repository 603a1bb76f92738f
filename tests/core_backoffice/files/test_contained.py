"""Processes that read files from outside see nothing of ours and end with their limits."""

from __future__ import annotations

import gc
import io
import os

import pytest

from include.core_backoffice.files import contained, workbook_process
from include.core_backoffice.files.bounds import Bounds
from include.core_backoffice.files.sheets import FileRefused
from include.core_backoffice.files.workbook_process import WorkbookProcess
from tests.core_backoffice.files.made import xlsx


def _process(content: bytes) -> WorkbookProcess:
    return WorkbookProcess("deals.xlsx", io.BytesIO(content), len(content))


def test_no_setting_of_ours_is_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COREBOOKS_SECRET", "hunter2")
    process = contained.start("workbook_reader", 1 << 31, 60)
    try:
        with open(f"/proc/{process.process.pid}/environ", "rb") as environment:  # noqa: PTH123 (no file)
            assert b"hunter2" not in environment.read()
    finally:
        process.end()


def test_it_ends_with_the_workbook() -> None:
    process = _process(xlsx(["Deal"]))
    pid = process._process.process.pid
    assert process.ask("list_sheets") == [[0, "Sheet", False]]
    del process
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_one_that_is_gone_is_a_refusal_and_no_crash() -> None:
    process = _process(xlsx(["Deal"]))
    process._process.process.kill()
    with pytest.raises(FileRefused):
        process.ask("list_sheets")
    with pytest.raises(FileRefused):
        process.ask("list_sheets")


def test_one_that_computes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "BOUNDS", Bounds(reader_seconds=0))
    with pytest.raises(FileRefused):
        _process(xlsx(*([index] * 20 for index in range(20_000)))).ask("list_sheets")


def test_what_is_asked_wrongly_is_a_refusal() -> None:
    with pytest.raises(FileRefused, match="deals.xlsx is damaged"):
        _process(xlsx(["Deal"])).ask("size", 99)
