"""The packages of the image, with the license that each one declares and what it needs.

Read from requirements-image.txt and from what is installed here, so it works offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PINNED = ROOT / "requirements-image.txt"

_LINE = re.compile(
    r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\\n]+))?",
    re.MULTILINE,
)
_IN_THE_IMAGE = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.12.0",
    "python_version": "3.12",
    "sys_platform": "linux",
    "extra": "",
}
_BY_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""SPDX's names for those of package indexes."""

_VAGUE = frozenset({"BSD License", "GNU Library or Lesser General Public License (LGPL)"})
"""Classifiers that leave open which one; what the package itself calls it is more exact."""

_BY_NAME = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "New BSD": "BSD-3-Clause",
}
_LONGEST = 60
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True, slots=True)
class Component:
    """One package of the image.

    Attributes:
        name: normalized.
        version: as pinned.
        license: as the package declares it, an SPDX expression where it has one; empty if unknown.
        needs: names of the packages that it needs in the image.
    """

    name: str
    version: str
    license: str
    needs: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL, which names no registry's host."""
        return f"pkg:pypi/{self.name}@{self.version}"


def components() -> list[Component]:
    """The packages of the image, by name."""
    pinned = dict(_pinned())
    return [_component(name, version, set(pinned)) for name, version in sorted(pinned.items())]


def _pinned() -> Iterator[tuple[str, str]]:
    for found in _LINE.finditer(PINNED.read_text(encoding="utf-8")):
        if not found["marker"] or Marker(found["marker"]).evaluate(_IN_THE_IMAGE):
            yield canonicalize_name(found["name"]), found["version"]


def _component(name: str, version: str, pinned: set[str]) -> Component:
    try:
        installed = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return Component(name, version, "", ())
    needs = {
        canonicalize_name(need.name)
        for need in map(Requirement, installed.requires or ())
        if need.marker is None or need.marker.evaluate(_IN_THE_IMAGE)
    }
    return Component(name, version, _license(installed.metadata), tuple(sorted(needs & pinned)))


def _license(declared: metadata.PackageMetadata) -> str:
    if expression := _first(declared, "License-Expression"):
        return expression
    classifiers = [
        line.removeprefix(_CLASSIFIER)
        for line in declared.get_all("Classifier") or ()
        if line.startswith(_CLASSIFIER)
    ]
    text = _first(declared, "License")
    if "\n" in text or len(text) > _LONGEST:
        text = ""  # the whole text of a license
    if text and _VAGUE.issuperset(classifiers):
        return _BY_NAME.get(text, text)
    return " OR ".join(sorted({_BY_CLASSIFIER.get(one, one) for one in classifiers}))


def _first(declared: metadata.PackageMetadata, field: str) -> str:
    return str((declared.get_all(field) or [""])[0]).strip()
