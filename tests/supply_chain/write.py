"""`python -m tests.supply_chain.write`: sbom.json (CycloneDX 1.6) and docs/licenses.md.

https://cyclonedx.org/docs/1.6/json/. Without times and random numbers, so that the same requirements
make the same files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from include.version import VERSION
from tests.supply_chain.components import ROOT, Component, components

BILL = ROOT / "sbom.json"
LICENSES = ROOT / "docs" / "licenses.md"

_BETWEEN = re.compile(r" (?:OR|AND) ")
_SPDX = re.compile(
    r"[A-Za-z0-9.-]+-[0-9][A-Za-z0-9.-]*|MIT|MIT-0|ISC|Unlicense|PSF-2\.0|HPND|MIT-CMU"
)


def bill(of: Sequence[Component]) -> str:
    """The bill of materials, as JSON."""
    own = f"pkg:pypi/corebooks@{VERSION}"
    purls = {one.name: one.purl for one in of}
    content: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "corebooks",
                "version": VERSION,
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": one.purl,
                "name": one.name,
                "version": one.version,
                "purl": one.purl,
                **({"licenses": [_licensed(one.license)]} if one.license else {}),
            }
            for one in of
        ],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(purls.values())},
            *({"ref": one.purl, "dependsOn": [purls[name] for name in one.needs]} for one in of),
        ],
    }
    return json.dumps(content, indent=1) + "\n"


def _licensed(declared: str) -> dict[str, Any]:
    parts = _BETWEEN.split(declared)
    if not all(_SPDX.fullmatch(part) for part in parts):
        return {"license": {"name": declared}}
    return {"expression": declared} if parts[1:] else {"license": {"id": declared}}


def licenses(of: Sequence[Component]) -> str:
    """The page of licenses."""
    rows = "\n".join(f"| `{one.name}` | {one.version} | {one.license or '?'} |" for one in of)
    return (
        "# Licenses\n\n"
        "CoreBooks is under the [Apache License 2.0](../LICENSE). Its image contains these packages, "
        "under the licenses that they declare. `make lock` writes this page and "
        "[sbom.json](../sbom.json), the same list for machines (CycloneDX 1.6).\n\n"
        f"| package | version | license |\n|---|---|---|\n{rows}\n"
    )


def main() -> None:
    """Write both files."""
    of = components()
    BILL.write_text(bill(of), encoding="utf-8")
    LICENSES.write_text(licenses(of), encoding="utf-8")


if __name__ == "__main__":
    main()
