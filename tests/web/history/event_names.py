"""The names of all events that CoreBooks adds to the audit trail, read from its source.

Where an event is added, its name may be written there, be a constant, or come from whoever calls the
function: that is followed, through every module, until it is a text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from include.database.acts import ActKind
from include.database.trail.verify_offline import RECORDED

ROOT = Path(__file__).parents[3]


class CantTell(AssertionError):
    """A place in the source whose event isn't found: extend this module, so that each one is."""


@dataclass(frozen=True, eq=False)
class Module:
    """A module of the source, parsed."""

    path: Path
    tree: ast.Module

    def constant(self, name: str) -> ast.expr | None:
        """What a name is assigned at the module's level, here or where it is imported from."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and (value := _assigned(node, name)) is not None:
                return value
            if isinstance(node, ast.ImportFrom) and node.module:
                named = next((one for one in node.names if name in (one.name, one.asname)), None)
                there = ROOT / (node.module.replace(".", "/") + ".py")
                if named is not None and there.exists():
                    return module(there).constant(named.name)
        return None


def _assigned(node: ast.Assign, name: str) -> ast.expr | None:
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == name:
            return node.value
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=True)
            return next((value for one, value in pairs if getattr(one, "id", "") == name), None)
    return None


@cache
def module(path: Path) -> Module:
    """A module by its file."""
    return Module(path, ast.parse(path.read_text(encoding="utf-8")))


@cache
def modules() -> tuple[Module, ...]:
    """All of the product's modules."""
    return tuple(module(path) for path in sorted((ROOT / "include").rglob("*.py")))


def written_names() -> set[str]:
    """The name of every event that is told; what only records hashes isn't."""
    found: set[str] = set()
    for one in modules():
        for function, call in _calls(one):
            if _name(call) in ("append", "NewEvent"):
                event = _argument(call, "event", 2 if _name(call) == "NewEvent" else None)
                if event is not None:
                    found |= _texts(one, function, event)
    return found - {RECORDED}


def _calls(one: Module) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    def walk(
        node: ast.AST, function: ast.FunctionDef | None
    ) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield function, child
            yield from walk(child, child if isinstance(child, ast.FunctionDef) else function)

    return walk(one.tree, None)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _argument(call: ast.Call, name: str, position: int | None) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if position is not None and position < len(call.args) else None


def _texts(one: Module, function: ast.FunctionDef | None, event: ast.expr) -> set[str]:
    """The texts that an expression may be."""
    if isinstance(event, ast.Constant):
        return {str(event.value)} if event.value else set()
    if isinstance(event, ast.Name):
        return _named(one, function, event.id)
    if isinstance(event, ast.Attribute) and event.attr == "act":
        return {kind.value for kind in ActKind}
    if isinstance(event, ast.JoinedStr):
        texts = {""}
        for part in event.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            texts = {before + text for before in texts for text in _texts(one, function, inner)}
        return texts
    return {text for value in _either(one, event) for text in _texts(one, function, value)}


def _either(one: Module, event: ast.expr) -> list[ast.expr]:
    """The expressions of which an expression is one."""
    if isinstance(event, ast.IfExp):
        return [event.body, event.orelse]
    if isinstance(event, ast.BoolOp):
        return event.values
    if isinstance(event, ast.Subscript) and isinstance(event.value, ast.Name):
        table = one.constant(event.value.id)
        if isinstance(table, ast.Dict):
            return table.values
    raise CantTell(f"{one.path}: {ast.unparse(event)}")


def _named(one: Module, function: ast.FunctionDef | None, name: str) -> set[str]:
    if function is not None:
        assigned = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and any(getattr(to, "id", "") == name for to in node.targets)
        ]
        if assigned:
            return {text for value in assigned for text in _texts(one, function, value)}
        arguments = [*function.args.args, *function.args.kwonlyargs]
        names = [argument.arg for argument in arguments]
        if name in names:
            position = names.index(name) if name in [a.arg for a in function.args.args] else None
            return _given(one, function.name, name, position)
    constant = one.constant(name)
    if constant is None:
        raise CantTell(f"{one.path}: {name}")
    return _texts(one, None, constant)


def _given(owner: Module, function: str, name: str, position: int | None) -> set[str]:
    """What callers give a function; those of a private one are in its module."""
    texts: set[str] = set()
    for one in modules():
        if function.startswith("_") and one is not owner:
            continue
        for caller, call in _calls(one):
            if _name(call) == function and (given := _argument(call, name, position)) is not None:
                texts |= _texts(one, caller, given)
    return texts
