"""What the mapping page starts from: a saved profile, a ready one, or a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from include.core_backoffice.files.headers import find_header
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.fingerprint import Ambiguous, choose
from include.core_backoffice.mapping.profile import Profile, Table, TableKind
from include.core_backoffice.mapping.ready import ready_profiles
from include.core_backoffice.mapping.suggest import (
    Question,
    Reason,
    key_of,
    suggest_by_columns,
)
from include.database.reads.import_routes import ProfileVersion


@dataclass(frozen=True, slots=True)
class Start:
    """Where a profile comes from.

    Attributes:
        key: "suggest", "ready-BoldTrail ..." or "version-7", as addresses have it.
        sentence: that, for the page.
        reasons: of a suggestion: why each column was taken for its field.
        questions: what no file says, so that someone must choose it.
        notes: what to look at.
    """

    key: str
    profile: Profile
    sentence: str = ""
    reasons: Sequence[Reason] = ()
    questions: Sequence[Question] = ()
    notes: Sequence[str] = ()


def start_of(key: str, file: SheetFile, name: str, versions: Sequence[ProfileVersion]) -> Start:
    """The profile that an address names; without one, the best for the file.

    Args:
        key: as `Start.key`; anything else is none.
        file: the first rows of the file.
        name: what a suggested profile is called.
        versions: of the source's profiles.
    """
    own = {one.id: profile for one in versions if (profile := _profile(one)) is not None}
    ready = {one.name: one for one in ready_profiles()}
    if key.startswith("version-"):
        chosen = next((one for one in versions if key == f"version-{one.id}"), None)
        if chosen is not None and chosen.id in own:
            return Start(key, own[chosen.id], f"Version {chosen.version} of {chosen.name}.")
    if key.startswith("ready-") and (found := ready.get(key.removeprefix("ready-"))):
        return Start(key, found, f"The ready profile {found.name}. Check it against the preview.")
    if key != "suggest":
        fitting = _fitting(own, versions, ready, file)
        if fitting is not None:
            return fitting
    made = suggest_by_columns(file, name)
    if made.profile is None:
        sentence = "No profile knows these columns. Match them below."
        return Start("suggest", _unmatched(file, name), sentence, notes=made.notes)
    return Start(
        "suggest",
        made.profile,
        "Suggested from the column names and what the columns have. Check it against the preview.",
        made.reasons,
        made.questions,
        made.notes,
    )


def _unmatched(file: SheetFile, name: str) -> Profile:
    """A profile that has the file's columns, and nothing matched yet."""
    headers = [(sheet, found) for sheet in file.sheets if (found := find_header(sheet))]
    keys = key_of(file)
    tables = tuple(
        Table(
            of=TableKind.DEALS,
            sheet=sheet.name,
            headers=found.names,
            key=keys.get(sheet.name, found.names[:1]),
        )
        for sheet, found in headers[:1]
    )
    return Profile.model_construct(name=name, contents="changes", tables=tables)


def _fitting(
    own: dict[int, Profile],
    versions: Sequence[ProfileVersion],
    ready: dict[str, Profile],
    file: SheetFile,
) -> Start | None:
    newest: dict[str, ProfileVersion] = {}
    for one in versions:
        if one.id in own and (one.active or one.name not in newest):
            newest[one.name] = one
    saved = choose([own[one.id] for one in newest.values()], file)
    if isinstance(saved, Profile):
        version = next(one for one in newest.values() if own[one.id] is saved)
        sentence = (
            f"These headers are known. Version {version.version} of {version.name} reads them."
        )
        return Start(f"version-{version.id}", saved, sentence)
    found = choose(ready.values(), file)
    if isinstance(found, Ambiguous):
        found = found.profiles[0]
    if found is None:
        return None
    sentence = f"The headers fit the ready profile {found.name}. Check it against the preview."
    return Start(f"ready-{found.name}", found, sentence)


def _profile(version: ProfileVersion) -> Profile | None:
    try:
        return Profile.model_validate(dict(version.body))
    except ValidationError:
        return None
