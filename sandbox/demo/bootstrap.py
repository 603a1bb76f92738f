"""From a fresh clone to an installed `.venv`, with nothing but Python and git on the machine.

Run by path, with whatever Python there is: it must read on any Python 3, so that an unsuitable
one is answered with a sentence instead of a traceback. Standard library only, no syntax newer
than Python 3.6.
"""

import collections.abc
import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

OLDEST = (3, 11)
NEWEST = (3, 13)
CHECKOUT = pathlib.Path(__file__).resolve().parents[2]

_NAMES = ("python3", "python3.13", "python3.12", "python3.11")
_INPUTS = ("requirements.txt", "pyproject.toml")


class CannotInstall(Exception):
    """The message is for the user at the terminal."""


def _say(text: str) -> None:
    print("[install] " + text, flush=True)


def version_of(python: str) -> "tuple[int, int] | None":
    """The version of an interpreter, or None when it does not run (a pyenv shim, for instance)."""
    code = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        output = subprocess.check_output(  # noqa: S603  (an interpreter found on PATH, or named by the user)
            [python, "-c", code], stderr=subprocess.DEVNULL
        )
        major, minor = output.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def suits(version: "tuple[int, int] | None") -> bool:
    """Whether CoreBooks runs on this version."""
    return version is not None and OLDEST <= version <= NEWEST


def choose_python(wanted: str) -> str:
    """The interpreter to install with: the one asked for, or the first on PATH that suits.

    Raises:
        CannotInstall: there is none; the sentence says what to install.
    """
    advice = (
        "CoreBooks needs Python 3.11, 3.12 or 3.13. Install one of them (Debian, Ubuntu: "
        "sudo apt install python3 python3-venv; macOS: brew install python@3.13), or name one "
        "that you have: make demo PYTHON=/path/to/python3.12"
    )
    if wanted:
        version = version_of(wanted)
        if suits(version):
            return wanted
        what = "is Python {}.{}".format(*version) if version else "does not run"
        msg = f"PYTHON={wanted} {what}. {advice}"
        raise CannotInstall(msg)
    seen = []
    for name in _NAMES:
        path = shutil.which(name)
        version = version_of(path) if path else None
        if path and suits(version):
            return path
        if version:
            seen.append("{} is Python {}.{}".format(name, *version))
    have = "; ".join(seen) or "no Python 3 was found"
    msg = f"{advice} ({have})."
    raise CannotInstall(msg)


def stamp_text(checkout: "pathlib.Path") -> str:
    """What the installation depends on, as one line: the inputs' hash and the folder."""
    digest = hashlib.sha256()
    for name in _INPUTS:
        digest.update((checkout / name).read_bytes())
    return f"{digest.hexdigest()} {checkout}"


def is_installed(checkout: "pathlib.Path", wanted: str = "") -> bool:
    """Whether `.venv` is complete and made from these requirements, in this folder.

    `wanted` is the interpreter that was asked for, if any: its version must be the one in `.venv`.
    """
    venv = checkout / ".venv"
    try:
        done = (venv / "corebooks-installed").read_text(encoding="utf-8")
    except OSError:
        return False
    version = version_of(str(venv / "bin" / "python"))
    as_wanted = not wanted or version_of(wanted) == version
    return done == stamp_text(checkout) and suits(version) and as_wanted


def uv_requirement(requirements: str) -> str:
    """The pinned and hashed lines of uv in requirements.txt; empty when it is not there."""
    pinned = re.search(r"^uv==[^\n]*\\\n(?:    --hash=[^\n]*\n)+", requirements, re.MULTILINE)
    return pinned.group(0) if pinned else ""


def install(checkout: "pathlib.Path", wanted: str) -> None:
    """Make `.venv` and install everything, unless that is done already.

    Raises:
        CannotInstall: with a sentence that says what to do.
    """
    if is_installed(checkout, wanted):
        return
    venv = checkout / ".venv"
    stamp, begun = venv / "corebooks-installed", venv / "corebooks-installing"
    python = str(venv / "bin" / "python")
    usable = suits(version_of(python)) and _has_pip(python)
    if wanted and version_of(wanted) != version_of(python):
        usable = False
    elif begun.exists():
        _say("the last install was interrupted; starting over")
        usable = False
    elif stamp.exists():
        _say("requirements have changed since the last install")
    if not usable:
        _make_venv(choose_python(wanted), venv)
    if stamp.exists():
        stamp.unlink()
    # A package that was being written when the install was ended may look complete.
    begun.touch()
    _install_requirements(checkout, python)
    _say("installing CoreBooks itself")
    _run([python, "-m", "pip", "install", "--quiet", "--no-deps", "-e", str(checkout)])
    begun.unlink()
    stamp.write_text(stamp_text(checkout), encoding="utf-8")
    _say("installed")


def _has_pip(python: str) -> bool:
    return _quiet([python, "-m", "pip", "--version"])


def _make_venv(python: str, venv: "pathlib.Path") -> None:
    version = "{}.{}".format(*(version_of(python) or OLDEST))
    if not _quiet([python, "-c", "import venv, ensurepip"]):
        msg = (
            f"{python} has no venv module. On Debian or Ubuntu: "
            f"sudo apt install python{version}-venv; then the same command again."
        )
        raise CannotInstall(msg)
    _say(f"creating .venv with {python} (Python {version})")
    _run([python, "-m", "venv", "--clear", str(venv)])


def _install_requirements(checkout: "pathlib.Path", python: str) -> None:
    requirements = checkout / "requirements.txt"
    _say("installing the pinned requirements; the first time takes a few minutes")
    hashed = ["install", "--require-hashes", "-r", str(requirements)]
    if _get_uv(requirements, python):
        try:
            # Compiled once, as pip does, not by every process of Airflow or of the tests anew.
            _run([python, "-m", "uv", "pip", *hashed, "--python", python, "--compile-bytecode"])
        except CannotInstall:
            _say("uv failed; continuing with pip")
        else:
            return
    _run([python, "-m", "pip", *hashed, "--no-input", "--disable-pip-version-check"])


def _get_uv(requirements: "pathlib.Path", python: str) -> bool:
    """Install uv, several times faster than pip, from its own pinned and hashed line."""
    pinned = uv_requirement(requirements.read_text(encoding="utf-8"))
    if not pinned:
        return False
    with tempfile.TemporaryDirectory() as folder:
        only_uv = pathlib.Path(folder) / "uv.txt"
        only_uv.write_text(pinned, encoding="utf-8")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        return _quiet([*pip, "--require-hashes", "-r", str(only_uv)])


def _quiet(command: "list[str]") -> bool:
    """Run a command for its exit code alone."""
    try:
        done = subprocess.run(  # noqa: S603  (our own commands)
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _run(command: "list[str]") -> None:
    """Run a command and show its output.

    Raises:
        CannotInstall: it failed.
    """
    code = subprocess.call(command)  # noqa: S603  (our own commands)
    if code != 0:
        msg = (
            "This failed (exit code {}): {}\nIts output is above. With the network up, the same "
            "make command continues where it stopped.".format(code, " ".join(command))
        )
        raise CannotInstall(msg)


@contextlib.contextmanager
def _alone(checkout: "pathlib.Path") -> "collections.abc.Iterator[None]":
    """Let one install work at a time; a second one waits and then finds everything there."""
    folder = checkout / ".state"
    folder.mkdir(exist_ok=True)
    with (folder / "install.lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            _say("another install works in this checkout; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(checkout: "pathlib.Path" = CHECKOUT) -> int:
    """Install if needed. Returns the exit code."""
    started = time.time()
    # Ended from outside, the install takes its children with it, as with Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        wanted = os.environ.get("PYTHON", "")
        if not is_installed(checkout, wanted):
            with _alone(checkout):
                install(checkout, wanted)
            _say(f"ready after {time.time() - started:.0f} s")
    except CannotInstall as reason:
        print(f"Cannot install. {reason}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command again goes on from here.", file=sys.stderr, flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
