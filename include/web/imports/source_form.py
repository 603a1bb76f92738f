"""The form of a source: its name, what its door needs, and what follows after reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from include.core_backoffice.feeds.doors import AfterReading, Door
from include.core_backoffice.folder.rules import read_rules as folder_rules
from include.core_backoffice.mailbox.rules import read_rules as mailbox_rules
from include.core_backoffice.records.errors import CoreError
from include.plain_text import plain
from include.web.imports.query_fields import (
    KINDS,
    NAMES,
    query_rules,
    query_settings,
    query_texts,
)

_LONGEST = 20_000
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class DoorField:
    """A setting of a door.

    Attributes:
        choices: what can be chosen, by value; empty for text.
        is_long: whether it takes several lines.
    """

    name: str
    label: str
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    is_long: bool = False
    otherwise: str = ""


_FILE_NAMES = DoorField(
    "pattern", "File names", "Such as Closings*. If blank, every file that can be read."
)
_QUERY_FIELDS = tuple(
    field
    for name, title in NAMES.items()
    for field in (
        DoorField(
            f"{name}_sql",
            f"{title}: query",
            "One SELECT. With :since, it reads what changed: … WHERE changed_at >= :since.",
            is_long=True,
        ),
        DoorField(
            f"{name}_watermark",
            f"{title}: changed column",
            "The column that the query compares with :since. If blank, it reads all rows each time.",
        ),
    )
)
DOOR_FIELDS: Mapping[Door, tuple[DoorField, ...]] = {
    Door.UPLOAD: (),
    Door.FOLDER: (
        DoorField(
            "path",
            "Folder",
            "A path on the Airflow server, or an address such as sftp://upload or s3://bucket/exports.",
        ),
        DoorField(
            "conn_id", "Airflow connection", "Its ID. If blank, a folder on the Airflow server."
        ),
        _FILE_NAMES,
        DoorField(
            "after",
            "After a file is stored",
            "CoreBooks keeps its own copy either way.",
            (("keep", "Leave it in the folder"), ("move", "Move it")),
            otherwise="keep",
        ),
        DoorField("done_folder", "Move to", "A folder inside the folder. If blank, “done”."),
    ),
    Door.MAILBOX: (
        DoorField("conn_id", "Airflow connection", "The ID of a connection of type IMAP."),
        DoorField(
            "senders",
            "Senders",
            "Addresses, or domains such as @core.example, one a line. Mail from others is left alone.",
            is_long=True,
        ),
        DoorField("folder", "Mail folder", "If blank, INBOX."),
        DoorField("subject", "Subjects", "Such as Commission*. If blank, every subject."),
        DoorField(
            "attachments",
            "Attachments",
            "Such as Closings*. If blank, every file that can be read.",
        ),
        DoorField(
            "after",
            "After a mail is stored",
            "",
            (("keep", "Leave it as it is"), ("seen", "Mark it as read"), ("move", "Move it")),
            otherwise="keep",
        ),
        DoorField("done_folder", "Move to", "Another folder of the mailbox."),
        DoorField(
            "require_auth",
            "Mail server that checks senders",
            "Its name in Authentication-Results. If blank, the sender's address is believed.",
        ),
        DoorField("since", "Mails since", "Year, month, and day. If blank, all mails."),
    ),
    Door.SQL: (
        DoorField("conn_id", "Airflow connection", "The ID of a connection to the database."),
        DoorField(
            "schedule",
            "Schedule (cron)",
            "Such as 0 6 * * * for 6 AM every day. If blank, only when you select Read now.",
        ),
        *_QUERY_FIELDS,
        DoorField(
            "watermark_kind",
            "Changed columns have",
            "What the columns that are compared with :since have.",
            KINDS,
            otherwise=KINDS[0][0],
        ),
    ),
    Door.PUSH: (),
}
"""What each door needs, in the order of the form."""


@dataclass(slots=True)
class SourceForm:
    """What was typed.

    Attributes:
        texts: the door's settings by name.
        errors: a sentence by field; of the door as a whole by "door".
    """

    name: str
    door: Door
    after_reading: AfterReading
    texts: dict[str, str]
    errors: dict[str, str]

    @property
    def settings(self) -> dict[str, Any]:
        """The door's settings; blank ones are left out."""
        if self.door is Door.SQL:
            return query_settings(self.texts)
        return {name: text for name, text in self.texts.items() if text}


def opened_form(
    name: str, door: Door, after_reading: AfterReading, settings: Mapping[str, Any]
) -> SourceForm:
    """The form as it opens."""
    stored = query_texts(settings) if door is Door.SQL else settings
    texts = {one.name: _as_text(stored.get(one.name)) or one.otherwise for one in DOOR_FIELDS[door]}
    return SourceForm(name, door, after_reading, texts, {})


def typed_form(sent: FormData, door: Door) -> SourceForm:
    """What was sent; a name that is missing, and a choice that there isn't, are marked."""
    form = SourceForm(_text(sent, "name"), door, AfterReading.NOTHING, {}, {})
    if not form.name or len(form.name) > _LONGEST_NAME:
        form.errors["name"] = (
            f"A source needs a name of up to {_LONGEST_NAME} characters. Enter one."
        )
    chosen = _text(sent, "after_reading")
    if chosen in set(AfterReading):
        form.after_reading = AfterReading(chosen)
    for one in DOOR_FIELDS[door]:
        text = _text(sent, one.name, lines=one.is_long)
        if one.choices and text not in dict(one.choices):
            text = one.otherwise
        form.texts[one.name] = text
    try:
        if door in _RULES:
            _RULES[door](form.settings)
    except CoreError as problem:
        form.errors["door"] = str(problem)
    return form


_RULES: Mapping[Door, Callable[[Mapping[str, Any]], object]] = {
    Door.FOLDER: folder_rules,
    Door.MAILBOX: mailbox_rules,
    Door.SQL: query_rules,
}
"""What reads a door's settings, and says what is wrong with them."""


def _text(sent: FormData, name: str, *, lines: bool = False) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        return ""
    value = value[:_LONGEST]
    if lines:
        return "\n".join(filter(None, (plain(line).strip() for line in value.splitlines())))
    return plain(value).strip()


def _as_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(str(one) for one in value)
    return "" if value is None else str(value)
