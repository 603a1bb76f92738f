"""Hooks, editors and the workflow for forks do what the Makefile does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HOOKS: list[dict[str, Any]] = [
    hook
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repository["hooks"]
]
WORKFLOW_TEXT = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
WORKFLOW: dict[str, Any] = yaml.safe_load(WORKFLOW_TEXT)
JOB: dict[str, Any] = WORKFLOW["jobs"]["check"]
PINNED_ACTION = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile, as they run in the checkout."""
    _, _, after = MAKEFILE.partition(f"\n{target}:")
    lines = after.splitlines()[1:]
    commands = [line.strip() for line in lines[: lines.index("")]]
    return [command.replace("$(VENV)", ".venv/bin") for command in commands]


def test_hooks_run_the_commands_of_make_lint_in_its_order() -> None:
    assert [hook["entry"] for hook in HOOKS] == recipe("lint")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_uses_the_installed_tool_on_the_whole_project(hook: dict[str, Any]) -> None:
    assert (hook["language"], hook["pass_filenames"]) == ("system", False)


def test_every_action_is_pinned_by_a_full_commit_with_its_version_behind() -> None:
    actions = re.findall(r"uses: (.+)", WORKFLOW_TEXT)
    assert len(actions) == 2
    assert [action for action in actions if not PINNED_ACTION.fullmatch(action)] == []


def test_the_workflow_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "permissions" not in JOB


def test_the_workflow_runs_both_checks() -> None:
    assert [step["run"] for step in JOB["steps"] if "run" in step] == ["make check", "make test"]


def test_the_workflow_runs_on_every_python_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = JOB["strategy"]["matrix"]["python"]
    assert pythons == ["3.11", "3.12", "3.13"]
    assert project["requires-python"] == ">=3.11,<3.14"


def test_editors_break_lines_where_the_formatter_does() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    editor = (ROOT / ".editorconfig").read_text(encoding="utf-8")
    assert f"max_line_length = {settings['tool']['ruff']['line-length']}" in editor


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    compose = (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")
    assert project["version"] == VERSION
    assert f"image: corebooks:{VERSION}" in compose


def test_the_changelog_begins_with_what_is_not_released_yet() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)", changelog, re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert headings[1].startswith(VERSION)
