"""Every text that people read: sentences the code can make, templates, and docs.

    python -m tests.words.texts include/web docs

prints the texts under these paths that use a word which the voice of the product does not.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.words.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
READ = ("include", "dags", "plugins", "docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
_NOT_READ = (
    "migrations/versions",
    "database/reads/earlier_names.py",
    "core_backoffice/mapping/suggest/synonyms.py",
    "core_backoffice/mapping/suggest/billing_names.py",
    "core_backoffice/files/disbursement_text.py",
    "core_backoffice/mapping/suggest/people_names.py",
)
"""What keeps the words of earlier versions, or names of columns and sheets: it isn't rewritten."""
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_SHOWN = re.compile(r'\b(?:placeholder|aria-label|title|alt|value)="([^"]*)"')
_LOGIC = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"')
_CODE = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it is."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A text with a word that is not ours, and what to write instead."""

    text: Text
    word: str
    instead: str

    def __str__(self) -> str:
        short = " ".join(self.text.text.split())[:160]
        return f"{self.text.path}:{self.text.line}: “{self.word}” ({self.instead}): {short}"


def texts(*paths: str) -> Iterator[Text]:
    """All texts in the files under the given paths of the project."""
    for name in paths or READ:
        place = ROOT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            shown = file.relative_to(ROOT).as_posix()
            if not file.is_file() or any(part in shown for part in _NOT_READ):
                continue
            reader = _READERS.get(file.suffix)
            if reader:
                for line, text in reader(file.read_text(encoding="utf-8")):
                    yield Text(shown, line, text)


def findings(*paths: str) -> list[Finding]:
    """What is to be written differently."""
    found = []
    for text in texts(*paths):
        for rule in RULES:
            found += [Finding(text, word, rule.instead) for word in rule.words_in(text.text)]
    return found


def _python(source: str) -> Iterator[tuple[int, str]]:
    """Texts of a module but its docstrings: an f-string's values are read as “{}”."""
    tree = ast.parse(source)
    skipped = {id(part) for node in ast.walk(tree) for part in _not_shown(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        text = _text_of(node)
        if text and _is_shown(text):
            yield getattr(node, "lineno", 1), text


def _not_shown(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        docstrings = [one for one in node.body if isinstance(one, ast.Expr)]
        yield from (one.value for one in docstrings)
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.Subscript):  # annotations and keys
        yield from ast.walk(node.slice)


def _text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (
            one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "{}"
            for one in node.values
        )
        return "".join(parts)
    return ""


def _is_shown(text: str) -> bool:
    """Whether it is a sentence or a label, not a key, a path or a pattern."""
    return (" " in text.strip() or text[:1].isupper()) and "SELECT" not in text


def _html(source: str) -> Iterator[tuple[int, str]]:
    # Texts that the template's own code chooses between are read as well.
    plain = _LOGIC.sub(_blank, source)
    for value in _VALUE.finditer(plain):
        for one in _QUOTED.finditer(value[1]):
            if _is_shown(one[1]):
                yield _line(plain, value.start()), one[1]
    plain = _VALUE.sub(lambda found: "{}" + "\n" * found[0].count("\n"), plain)
    for shown in _SHOWN.finditer(plain):
        yield _line(plain, shown.start()), shown[1]
    plain = _TAG.sub(lambda found: " \0 " + "\n" * found[0].count("\n"), plain)
    for number, line in enumerate(plain.splitlines(), 1):
        yield from ((number, part.strip()) for part in line.split("\0") if part.strip())


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _markdown(source: str) -> Iterator[tuple[int, str]]:
    plain = _LINK.sub("]", _CODE.sub(_blank, source))
    yield from enumerate(plain.splitlines(), 1)


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


_READERS = {".py": _python, ".html": _html, ".md": _markdown}

if __name__ == "__main__":
    listed = findings(*sys.argv[1:])
    print(*listed, sep="\n")  # noqa: T201  (a command speaks to a person at a terminal)
    print(f"{len(listed)} to write differently")  # noqa: T201  (as above)
