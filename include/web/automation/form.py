"""The form of Auto-sync & approvals: what was typed, and the settings it stands for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pydantic import BaseModel

from include.database.reads.people import KnownPerson
from include.database.setup.automation import AutomationSettings
from include.database.setup.schedules import is_schedule, shortest_gap
from include.plain_text import plain

HOURLY, QUARTERS = "0 * * * *", "*/15 * * * *"
DAILY, WEEKDAYS, OTHER = "daily", "weekdays", "other"
_LONGEST_NAME = 100
_MOST_NAMES = 100
_EVERY_DAY = (["*", "*", "*", "", ""], ["*", "*", "1-5", "", ""])
_SHOWN = 40
_AT_MOST_EVERY = dt.timedelta(minutes=5)


class AutoSyncForm(BaseModel):
    """The form as it was sent.

    Attributes:
        often: one of the listed cron expressions, or "daily", "weekdays", "other".
        at: the time for "daily" and "weekdays", "HH:MM".
        cron: the expression for "other".
        approver: IDs of known people, chosen.
        approvers: usernames or IDs typed for others, one per line or separated by commas.
        own_approval: users can approve the runs that they start.
    """

    sync_deals: bool = False
    sync_billing: bool = False
    often: str = HOURLY
    at: str = "06:00"
    cron: str = ""
    approval_required: bool = False
    approver: list[str] = []
    approvers: str = ""
    own_approval: bool = False

    def read(
        self, errors: dict[str, str], people: Sequence[KnownPerson] = ()
    ) -> AutomationSettings:
        """The settings; `errors` receives a sentence for each field that can't be read.

        Args:
            errors: by field.
            people: who is known: a name typed for one of them means their ID.
        """
        return AutomationSettings(
            sync_deals=self.sync_deals,
            sync_billing=self.sync_billing,
            schedule=self._schedule(errors),
            approval_required=self.approval_required,
            approvers=self._approvers(errors, people),
            four_eyes=not self.own_approval,
        )

    def _schedule(self, errors: dict[str, str]) -> str:
        if self.often in (HOURLY, QUARTERS):
            return self.often
        if self.often in (DAILY, WEEKDAYS):
            try:
                time = dt.time.fromisoformat(self.at)
            except ValueError:
                errors["at"] = (
                    f"“{plain(self.at)[:_SHOWN]}” isn't a time of day. Use a format like 06:30."
                )
                return HOURLY
            return f"{time.minute} {time.hour} * * {'1-5' if self.often == WEEKDAYS else '*'}"
        return _checked(self.cron.strip(), errors)

    def _approvers(self, errors: dict[str, str], people: Sequence[KnownPerson]) -> tuple[str, ...]:
        typed = self.approvers.replace(",", "\n").splitlines()
        ids = {person.id for person in people}
        by_name = {person.name: person.id for person in people}
        entries = [name.strip() for name in (*self.approver, *typed) if name.strip()]
        names = tuple(
            dict.fromkeys(entry if entry in ids else by_name.get(entry, entry) for entry in entries)
        )
        if any(len(name) > _LONGEST_NAME for name in names):
            errors["approvers"] = (
                f"A username has at most {_LONGEST_NAME} characters. Enter one username per line."
            )
        if len(names) > _MOST_NAMES:
            errors["approvers"] = f"Enter at most {_MOST_NAMES} usernames."
        return names


def form_of(settings: AutomationSettings, people: Sequence[KnownPerson] = ()) -> AutoSyncForm:
    """The form filled in with the settings in effect; known people are chosen, others typed."""
    ids = {person.id for person in people}
    minute, hour, *rest = (*settings.schedule.split(), "", "")
    often, at = OTHER, "06:00"
    if settings.schedule in (HOURLY, QUARTERS):
        often = settings.schedule
    elif minute.isdigit() and hour.isdigit() and rest in _EVERY_DAY:
        often = WEEKDAYS if "1-5" in rest else DAILY
        at = f"{int(hour):02}:{int(minute):02}"
    return AutoSyncForm(
        sync_deals=settings.sync_deals,
        sync_billing=settings.sync_billing,
        often=often,
        at=at,
        cron=settings.schedule if often == OTHER else "",
        approval_required=settings.approval_required,
        approver=[one for one in settings.approvers if one in ids],
        approvers="\n".join(one for one in settings.approvers if one not in ids),
        own_approval=not settings.four_eyes,
    )


def _checked(schedule: str, errors: dict[str, str]) -> str:
    if not is_schedule(schedule):
        errors["cron"] = (
            f"“{plain(schedule)[:_SHOWN]}” isn't a cron schedule. Enter five fields: minute, hour, "
            "day, month, and weekday, with digits and * , - / only. For example, 0 6 * * 1-5 runs at "
            "6 AM on weekdays."
        )
        return HOURLY
    if shortest_gap(schedule) < _AT_MOST_EVERY:
        errors["cron"] = "Auto-sync runs at most every 5 minutes. Choose a less frequent schedule."
    return schedule
