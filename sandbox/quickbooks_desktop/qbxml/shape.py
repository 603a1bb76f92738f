"""What qbXML elements may hold, in a notation short enough to write a message in a few lines.

A shape lists an element's children in order: `Name:s41!` is a text of at most 41 characters that
must be there, without `!` it may be left out, `*` and `+` let it repeat. `@209` is a reference
(ListID, FullName of at most 209 characters), a word with a capital another shape. `( a | b )` is a
choice that may be left out, `( a | b )!` one that may not, `( a | b )*` one that repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

from sandbox.quickbooks_desktop.qbxml.values import value
from sandbox.quickbooks_desktop.refusals import malformed

Body: TypeAlias = dict[str, Any]
"""An element's children by name: texts, further bodies, and lists of what may repeat."""

_PART = re.compile(r"\(|\)[!*+]?|\||[^\s()|]+")
_FIELD = re.compile(r"(\w+):(=?[\w@/]+)([!*+]?)")
_TIMES = {"": "?", "!": "", "*": "*", "+": "+"}
_MACROS = frozenset({"defMacro", "useMacro"})


@dataclass(frozen=True, slots=True)
class Field:
    """One child; `kind` as in `values.value`, `@N` for a reference, or the name of a shape."""

    name: str
    kind: str
    many: bool

    @property
    def reference(self) -> bool:
        """Whether it refers to a list entry."""
        return self.kind.startswith("@")

    @property
    def shape(self) -> Shape | None:
        """What it holds, when it holds further elements."""
        if self.reference:
            return _reference(self.kind[1:])
        return SHAPES[self.kind] if self.kind[0].isupper() else None


class Shape:
    """The children an element may have; made from the notation."""

    def __init__(self, notation: str) -> None:
        self.fields: dict[str, Field] = {}
        self._pattern = re.compile("".join(self._compiled(notation)))

    def _compiled(self, notation: str) -> Iterator[str]:
        for part in _PART.findall(notation):
            if part == "(":
                yield "(?:"
            elif part.startswith(")"):
                yield ")" + _TIMES[part[1:]]
            elif part == "|":
                yield part
            else:
                yield self._field(part)

    def _field(self, part: str) -> str:
        found = _FIELD.fullmatch(part)
        if found is None:
            raise ValueError(part)
        name, kind, times = found.groups()
        self.fields[name] = Field(name, kind, times in ("*", "+"))
        return f"(?:{name};){_TIMES[times]}"

    def check(self, element: etree._Element) -> None:
        """Refuse elements that are unknown, out of order, missing or too many.

        Raises:
            RequestProcessorError: 0x80040400, as QuickBooks answers the whole message then.
        """
        children = [child for child in element if isinstance(child.tag, str)]
        tags = "".join(f"{child.tag};" for child in children)
        if not self._pattern.fullmatch(tags):
            raise malformed(f"{element.tag} cannot hold {tags or 'nothing'}")
        if any((child.tail or "").strip() for child in children) or (
            children and (element.text or "").strip()
        ):
            raise malformed(f"text between the elements of {element.tag}")
        for child in children:
            self._check_child(child)

    def _check_child(self, child: etree._Element) -> None:
        if not set(child.attrib) <= _MACROS:
            raise malformed(f"{child.tag} has unknown attributes")
        shape = self.fields[child.tag].shape
        if shape is not None:
            shape.check(child)
        elif len(child):
            raise malformed(f"{child.tag} holds elements")

    def read(self, element: etree._Element) -> Body:
        """The element as a body; raises `Refusal` for values that cannot be read."""
        body: Body = {}
        for child in element:
            if not isinstance(child.tag, str):
                continue
            field = self.fields[child.tag]
            shape = field.shape
            found = (
                value(field.kind, (child.text or "").strip(), field.name)
                if shape is None
                else shape.read(child)
            )
            if field.many:
                body.setdefault(field.name, []).append(found)
            else:
                body[field.name] = found
        return body

    def write(self, element: etree._Element, body: Body) -> None:
        """Append a body's children in the shape's order; what has no value is left out."""
        for field in self.fields.values():
            found = body.get(field.name)
            for one in found if isinstance(found, list) else [found]:
                if one in (None, "", {}):
                    continue
                child = etree.SubElement(element, field.name)
                if field.shape is None:
                    child.text = str(one)
                else:
                    field.shape.write(child, one)


SHAPES: dict[str, Shape] = {}
"""Shapes that others hold, by name."""
_references: dict[str, Shape] = {}


def _reference(length: str) -> Shape:
    if length not in _references:
        _references[length] = Shape(f"ListID:id FullName:s{length}")
    return _references[length]


def define(**notations: str) -> None:
    """Add shapes by name."""
    SHAPES.update({name: Shape(notation) for name, notation in notations.items()})
