"""A profile as one YAML file: exported, read again, edited by hand. Pure.

Every plain word is text: `no`, `01` and `2026-11-30` stay as they are written, so that a status "No"
and an office "01" need no quotes.
"""

from __future__ import annotations

from typing import Any, Final

import yaml
from pydantic import ValidationError

from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.profile_faults import ProfileUnreadable, first_fault

LARGEST: Final = 256 * 1024
"""Bytes of a profile's file, in UTF-8."""
_DEEPEST: Final = 20
_NUMBERS: Final = {"format", "header_rows", "percent_scale"}
_WIDTH: Final = 100


def to_yaml(profile: Profile) -> str:
    """The profile as YAML, in the order of its fields; what is as it is by default is left out."""
    body = profile.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(
        {"format": profile.format, **body},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
    )


def from_yaml(text: str) -> Profile:
    """The profile that a YAML file has.

    Raises:
        ProfileUnreadable: it is too large, no YAML, or no profile; the sentence names the place.
    """
    if len(text.encode(errors="surrogatepass")) > LARGEST:
        raise ProfileUnreadable(
            f"The file is larger than {LARGEST // 1024} KB, so it isn't an import profile.",
            "Choose the YAML file that CoreBooks exported.",
        )
    body = _parsed(text)
    if not isinstance(body, dict):
        raise ProfileUnreadable(
            "The file has no settings of an import profile.",
            "Choose the YAML file that CoreBooks exported.",
        )
    try:
        return Profile.model_validate(_with_numbers(body))
    except ValidationError as error:
        raise first_fault(error) from None


def _parsed(text: str) -> object:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader that makes texts alone)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        reason = (error.problem or "it isn't YAML").removesuffix(".")
        raise ProfileUnreadable(
            f"The import profile can't be read{where}. The reason is: {reason}.",
            "Correct the line, or export the profile again.",
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise ProfileUnreadable(
            "The import profile can't be read, because it isn't YAML text.",
            "Choose the YAML file that CoreBooks exported.",
        ) from None


class _Dumper(yaml.SafeDumper):
    """Short lists stand on their line, longer ones under their name; nothing is said by reference."""

    def represent_sequence(
        self,
        tag: str,
        sequence: Any,
        flow_style: bool | None = None,  # noqa: FBT001  (PyYAML's own signature)
    ) -> yaml.SequenceNode:
        texts = all(isinstance(part, str) for part in sequence)
        short = texts and sum(len(part) + 4 for part in sequence) < _WIDTH // 2
        return super().represent_sequence(tag, sequence, short or flow_style)

    def check_simple_key(self) -> bool:
        """Whether a name stands before its colon: a blank one does, too."""
        if isinstance(self.event, yaml.ScalarEvent) and not self.event.value:
            return True
        return super().check_simple_key()

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  (PyYAML's own signature)
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  (PyYAML's own signature)
        return True


class _Loader(yaml.BaseLoader):
    """Makes texts, lists and settings by name; refuses references, doubles and depth."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise self._refused("references (*) aren't supported")
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._refused("it is nested too deep")
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  (PyYAML's own signature)
        seen: set[str] = set()
        for name, _ in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(None, None, "a name must be text", name.start_mark)
            if name.value in seen:
                problem = f'"{name.value[:60]}" is there twice'
                raise yaml.MarkedYAMLError(None, None, problem, name.start_mark)
            seen.add(name.value)
        return super().construct_mapping(node, deep)

    def _refused(self, problem: str) -> yaml.MarkedYAMLError:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # (PyYAML has no types here)
        return yaml.MarkedYAMLError(None, None, problem, mark)


def _with_numbers(body: dict[str, Any]) -> dict[str, Any]:
    """The same with the few settings as numbers that must be numbers, where they stand."""
    tables = body.get("tables")
    parts = [body, *(table for table in _dicts(tables))]
    parts += [rule for table in _dicts(tables) for rule in _dicts(table.get("items"))]
    for part in parts:
        for name in _NUMBERS & part.keys():
            value = part[name]
            if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5:  # noqa: PLR2004  (three digits are the most there are)
                part[name] = int(value)
    return body


def _dicts(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
