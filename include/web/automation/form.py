"""What is chosen on the page Permissions, as it was typed and as it is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, Options
from croniter import CroniterError, croniter
from pydantic import BaseModel

from include.database.automation import AutomationSettings

HOURLY, QUARTERS = "0 * * * *", "*/15 * * * *"
DAILY, WEEKDAYS, OTHER = "daily", "weekdays", "other"
_LONGEST_NAME = 100
_AT_MOST_EVERY = dt.timedelta(minutes=5)


class PermissionsForm(BaseModel):
    """The form as it was sent.

    Attributes:
        often: a cron expression of the offered ones, or "daily", "weekdays", "other".
        at: the time for "daily" and "weekdays", "HH:MM".
        cron: the expression for "other".
        approvers: names, one a line or separated by commas.
    """

    sync_deals: bool = False
    sync_billing: bool = False
    often: str = HOURLY
    at: str = "06:00"
    cron: str = ""
    approval_required: bool = False
    approvers: str = ""

    def read(self, errors: dict[str, str]) -> AutomationSettings:
        """What is meant; `errors` receives a sentence for each field that cannot be read."""
        return AutomationSettings(
            sync_deals=self.sync_deals,
            sync_billing=self.sync_billing,
            schedule=self._schedule(errors),
            approval_required=self.approval_required,
            approvers=self._approvers(errors),
        )

    def _schedule(self, errors: dict[str, str]) -> str:
        if self.often in (HOURLY, QUARTERS):
            return self.often
        if self.often in (DAILY, WEEKDAYS):
            try:
                time = dt.time.fromisoformat(self.at)
            except ValueError:
                errors["at"] = f"“{self.at}” is no time of day. Write it like 06:30."
                return HOURLY
            return f"{time.minute} {time.hour} * * {'1-5' if self.often == WEEKDAYS else '*'}"
        return _checked(self.cron.strip(), errors)

    def _approvers(self, errors: dict[str, str]) -> tuple[str, ...]:
        typed = self.approvers.replace(",", "\n").splitlines()
        names = tuple(dict.fromkeys(name.strip() for name in typed if name.strip()))
        if any(len(name) > _LONGEST_NAME for name in names):
            errors["approvers"] = "One of the names is too long. Write one name on each line."
        return names


def form_of(settings: AutomationSettings) -> PermissionsForm:
    """The form that shows the settings as they are."""
    minute, hour, *rest = settings.schedule.split()
    often, at = OTHER, "06:00"
    if settings.schedule in (HOURLY, QUARTERS):
        often = settings.schedule
    elif minute.isdigit() and hour.isdigit() and rest in (["*", "*", "*"], ["*", "*", "1-5"]):
        often = WEEKDAYS if rest[-1] == "1-5" else DAILY
        at = f"{int(hour):02}:{int(minute):02}"
    return PermissionsForm(
        sync_deals=settings.sync_deals,
        sync_billing=settings.sync_billing,
        often=often,
        at=at,
        cron=settings.schedule if often == OTHER else "",
        approval_required=settings.approval_required,
        approvers="\n".join(settings.approvers),
    )


def in_words(schedule: str) -> str:
    """A schedule as people say it: "At 06:00 AM, Monday through Friday"."""
    options = Options()
    options.casing_type = CasingTypeEnum.Sentence
    return str(ExpressionDescriptor(schedule, options).get_description())


def next_times(schedule: str, timezone: str, now: dt.datetime) -> Sequence[dt.datetime]:
    """The next three moments that a schedule names, UTC."""
    times = croniter(schedule, now.astimezone(ZoneInfo(timezone)))
    return [times.get_next(dt.datetime).astimezone(dt.UTC) for _ in range(3)]


def _checked(schedule: str, errors: dict[str, str]) -> str:
    try:
        times = croniter(schedule, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        first, second = times.get_next(dt.datetime), times.get_next(dt.datetime)
    except (CroniterError, ValueError):
        errors["cron"] = (
            f"“{schedule}” is no schedule. Write five fields: minute, hour, day, month, weekday, like "
            "0 6 * * 1-5 for 6 a.m. on weekdays."
        )
        return HOURLY
    if second - first < _AT_MOST_EVERY or len(schedule.split()) != len(HOURLY.split()):
        errors["cron"] = "Every five minutes is as often as it is looked; choose that or less."
    return schedule
