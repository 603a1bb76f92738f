"""The installer, against interpreters that answer as the real ones do."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.demo import bootstrap
from sandbox.demo.bootstrap import CannotInstall, choose_python, is_installed, uv_requirement
from sandbox.demo.settings import CHECKOUT

ADVICE = "CoreBooks needs Python 3.11, 3.12 or 3.13"


def _interpreter(folder: Path, name: str, script: str) -> Path:
    """A program in the place of an interpreter."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def _of_version(version: str) -> str:
    return f"echo {version}"


def test_python3_is_taken_when_it_suits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python3 = _interpreter(tmp_path, "python3", _of_version("3 12"))
    _interpreter(tmp_path, "python3.13", _of_version("3 13"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert choose_python("") == str(python3)


def test_an_old_python3_is_passed_over_for_one_that_suits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _interpreter(tmp_path, "python3", _of_version("3 9"))
    _interpreter(tmp_path, "python3.13", "echo 'pyenv: not installed' >&2; exit 127")
    python312 = _interpreter(tmp_path, "python3.12", _of_version("3 12"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert choose_python("") == str(python312)


@pytest.mark.parametrize(("version", "shown"), [("3 10", "3.10"), ("3 14", "3.14")])
def test_only_an_unsuitable_python_is_answered_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, shown: str
) -> None:
    _interpreter(tmp_path, "python3", _of_version(version))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("shutil.which", _which_in(tmp_path))
    with pytest.raises(CannotInstall, match=rf"{ADVICE}.*python3 is Python {shown}"):
        choose_python("")


def test_no_python_at_all_is_answered_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", _which_in(tmp_path))
    with pytest.raises(CannotInstall, match=rf"{ADVICE}.*no Python 3 was found"):
        choose_python("")


def test_an_interpreter_that_was_asked_for_is_not_silently_replaced(tmp_path: Path) -> None:
    old = _interpreter(tmp_path, "python", _of_version("3 8"))
    with pytest.raises(CannotInstall, match=r"PYTHON=.*/python is Python 3\.8"):
        choose_python(str(old))
    with pytest.raises(CannotInstall, match=r"PYTHON=/nowhere does not run"):
        choose_python("/nowhere")


def test_a_python_without_venv_is_answered_with_the_package_to_install(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    python = _interpreter(
        tmp_path, "python", 'case "$2" in *ensurepip*) exit 1;; *) echo 3 12;; esac'
    )
    checkout = _checkout(tmp_path / "checkout")
    monkeypatch.setenv("PYTHON", str(python))
    assert bootstrap.main(checkout) == 1
    assert "sudo apt install python3.12-venv" in capfd.readouterr().err


def test_make_says_what_to_install_on_a_machine_with_an_old_python(tmp_path: Path) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    checkout = _checkout(tmp_path / "checkout")
    shutil.copy(CHECKOUT / "Makefile", checkout)
    (checkout / "sandbox" / "demo").mkdir(parents=True)
    shutil.copy(CHECKOUT / "sandbox" / "demo" / "bootstrap.py", checkout / "sandbox" / "demo")
    # It runs the installer, and says of itself that it is Python 3.10.
    real = f'case "$1" in -c) [ -z "$2" ] || echo 3 10;; *) exec {sys.executable} "$@";; esac'
    _interpreter(tmp_path / "bin", "python3", real)
    for name in ("python3.13", "python3.12", "python3.11"):
        _interpreter(tmp_path / "bin", name, "exit 127")
    answer = subprocess.run(  # noqa: S603  (our own Makefile)
        [make, "-C", str(checkout), "install"],
        env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert f"Cannot install. {ADVICE}" in answer.stderr
    assert "python3 is Python 3.10" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_install_is_done_once_and_again_when_the_requirements_change(tmp_path: Path) -> None:
    checkout = _checkout(tmp_path)
    _interpreter(checkout / ".venv" / "bin", "python", _of_version("3 12"))
    assert not is_installed(checkout)
    stamp = checkout / ".venv" / "corebooks-installed"
    stamp.write_text(bootstrap.stamp_text(checkout))
    assert is_installed(checkout)
    (checkout / "requirements.txt").write_text("pandas==4.0.0\n")
    assert not is_installed(checkout)


def test_a_moved_checkout_is_installed_again(tmp_path: Path) -> None:
    checkout = _checkout(tmp_path / "old")
    _interpreter(checkout / ".venv" / "bin", "python", _of_version("3 12"))
    (checkout / ".venv" / "corebooks-installed").write_text(bootstrap.stamp_text(checkout))
    assert not is_installed(checkout.rename(tmp_path / "new"))


def test_another_python_is_installed_again(tmp_path: Path) -> None:
    checkout = _checkout(tmp_path)
    _interpreter(checkout / ".venv" / "bin", "python", _of_version("3 12"))
    (checkout / ".venv" / "corebooks-installed").write_text(bootstrap.stamp_text(checkout))
    newer = _interpreter(tmp_path, "newer", _of_version("3 13"))
    assert not is_installed(checkout, str(newer))


def test_an_interrupted_install_starts_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout = _checkout(tmp_path)
    _interpreter(checkout / ".venv" / "bin", "python", _of_version("3 12"))
    half_written = checkout / ".venv" / "lib" / "half_written.py"
    half_written.parent.mkdir()
    half_written.touch()
    (checkout / ".venv" / "corebooks-installing").touch()
    monkeypatch.setattr(bootstrap, "_install_requirements", _nothing_to_install)
    monkeypatch.setenv("PYTHON", "")
    monkeypatch.setattr(bootstrap, "choose_python", _this_python)
    # What installs the project itself is left out: it needs a registry.
    monkeypatch.setattr(bootstrap, "_run", _make_venv_without_pip)
    assert bootstrap.main(checkout) == 0
    assert "interrupted; starting over" in capfd.readouterr().out
    assert not half_written.exists()
    assert is_installed(checkout)


def test_uv_is_taken_from_its_pinned_and_hashed_line() -> None:
    requirements = (
        "uuid6==2025.0.1 \\\n    --hash=sha256:aa\n    # via airflow\n"
        "uv==0.13.9 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n    # via -r requirements.in\n"
        "uvicorn==0.54.0 \\\n    --hash=sha256:dd\n"
    )
    pinned = "uv==0.13.9 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    assert uv_requirement(requirements) == pinned
    assert uv_requirement("uvicorn==0.54.0 \\\n    --hash=sha256:dd\n") == ""


def test_the_installer_reads_on_an_old_python() -> None:
    source = (CHECKOUT / "sandbox" / "demo" / "bootstrap.py").read_text()
    ast.parse(source, feature_version=(3, 7))
    assert "from __future__ import annotations" not in source
    check = "import sys; compile(sys.stdin.read(), 'bootstrap.py', 'exec')"
    for old in _old_pythons():
        subprocess.run([old, "-c", check], input=source, text=True, check=True)  # noqa: S603  (an interpreter of this machine)


def _old_pythons() -> list[str]:
    paths = (shutil.which(f"python3.{minor}") for minor in range(6, 11))
    return [path for path in paths if path and bootstrap.version_of(path)]


def _checkout(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "requirements.txt").write_text("pandas==3.1.1\n")
    (folder / "pyproject.toml").write_text("[project]\n")
    return folder


def _which_in(folder: Path) -> Callable[[str], str | None]:
    def which(name: str) -> str | None:
        return str(folder / name) if (folder / name).exists() else None

    return which


def _nothing_to_install(checkout: Path, python: str) -> None:
    assert checkout
    assert os.access(python, os.X_OK)


def _this_python(wanted: str) -> str:
    assert not wanted
    return sys.executable


def _make_venv_without_pip(command: list[str]) -> None:
    if "venv" in command:
        subprocess.run([*command, "--without-pip"], check=True)  # noqa: S603  (the installer's own)
