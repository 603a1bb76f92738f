"""Every mutant of a module: its text with one place changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

Operator = Callable[[Any], Iterable[cst.CSTNode]]

_NOT_MUTATED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
"""Types are mypy's; decorators say that values are frozen, which no result depends on."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module changed in one place.

    `function` is the dotted name of what is changed in, empty for a constant of the module. `was` and
    `becomes` are the lines that differ; `nth` tells equal changes in one function apart, from 1.
    """

    module: str
    function: str
    line: int
    was: str
    becomes: str
    nth: int
    source: str

    @property
    def key(self) -> str:
        """By which it is known while the rest of its module changes."""
        return "\n".join((self.function, self.was, "=>", self.becomes, f"#{self.nth}"))


def mutants(module: str, source: str) -> list[Mutant]:
    """All mutants of a module's text that can be compiled, in the order of their lines."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Places()
    wrapper.visit(visitor)
    positions = wrapper.resolve(PositionProvider)
    made: list[Mutant] = []
    texts, same = {source}, Counter[tuple[str, str, str]]()
    for function, node, replacement in visitor.changes:
        text = cst.ensure_type(wrapper.module.deep_replace(node, replacement), cst.Module).code
        if text in texts or not _compiles(text):
            continue
        texts.add(text)
        was, becomes = _difference(source, text)
        same[function, was, becomes] += 1
        line = positions[node].start.line
        nth = same[function, was, becomes]
        made.append(Mutant(module, function, line, was, becomes, nth, text))
    return sorted(made, key=lambda mutant: mutant.line)


class _Places(cst.CSTVisitor):
    """Every node that can be changed, with what it is changed to."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []
        self._names: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _NOT_MUTATED):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._names.append(node.name.value)
        for kind, operator in _operators():
            if isinstance(node, kind):
                for replacement in operator(node):
                    self.changes.append((".".join(self._names), node, replacement))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._names.pop()


def _operators() -> Iterator[tuple[type[cst.CSTNode], Operator]]:
    """Mutmut's, and those of ours for what it leaves alone."""
    for kind, operator in mutation_operators:
        yield kind, _first(operator) if operator is operator_string else operator
    yield cst.If, _either_way
    yield cst.CompIf, _either_way
    yield cst.Expr, _left_out
    yield cst.FormattedStringText, _another_text


def _first(operator: Operator) -> Operator:
    """A text is changed once, not into capitals and small letters too: one test finds all three."""
    return lambda node: list(operator(node))[:1]


def _either_way(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
    """The condition always holds; it never holds."""
    for name in ("True", "False"):
        yield node.with_changes(
            test=cst.Name(name), whitespace_before_test=cst.SimpleWhitespace(" ")
        )


def _left_out(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """A call for what it does is left out."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def _another_text(node: cst.FormattedStringText) -> Iterator[cst.CSTNode]:
    """A sentence with a value in it reads otherwise."""
    if any(letter.isalpha() for letter in node.value):
        yield node.with_changes(value=f"XX{node.value}XX")


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(source: str, text: str) -> tuple[str, str]:
    before, after = source.splitlines(), text.splitlines()
    first = sum(1 for _ in takewhile(_is_pair, zip(before, after, strict=False)))
    before, after = before[first:], after[first:]
    ends = zip(reversed(before), reversed(after), strict=False)
    last = sum(1 for _ in takewhile(_is_pair, ends))
    kept = [lines[: len(lines) - last] for lines in (before, after)]
    was, becomes = ("\n".join(line.strip() for line in lines) for lines in kept)
    return was, becomes


def _is_pair(lines: tuple[str, str]) -> bool:
    return lines[0] == lines[1]
