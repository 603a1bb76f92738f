"""Why a run can't start: each error says what is missing and what to do."""

from __future__ import annotations

from include.sync.run.mode import RunMode
from include.understood import Understood
from include.workflows.category import Category


class CompanyNotChosen(Understood, LookupError):
    """The run names no company, and there is none or more than one."""


class WorkflowNotSetUp(Understood, LookupError):
    """The company has no workflow of the category that is on."""

    def __init__(self, company: str, category: Category) -> None:
        super().__init__(
            f"{company} has no workflow turned on for {category.heading.lower()}. Choose a template "
            "under Workflows and turn it on, then run again. Nothing was read or posted."
        )


class CompanyDisconnected(Understood, LookupError):
    """The company was disconnected from QuickBooks; it must be reconnected."""

    def __init__(self, company: str) -> None:
        super().__init__(
            f"{company} is disconnected from QuickBooks. Select “Reconnect” under Integrations, then "
            "run again. Nothing was read or posted."
        )


class CompanyRebuilding(Understood, LookupError):
    """The company's links are being made anew, after the database was lost; that must be finished first."""

    def __init__(self, company: str, company_id: str) -> None:
        super().__init__(
            f"The links of {company} are being rebuilt, so nothing was read or posted. If that was interrupted, run "
            f"“corebooks rebuild --company {company_id} --apply” again, then run this again."
        )


class RunRejected(Understood, LookupError):
    """An approver rejected the run's changes, or none approved them in time: it is over for good."""

    def __init__(self, run_id: int, message: str) -> None:
        super().__init__(
            f"Run {run_id} is over: {message} Start a new run to plan its records again."
        )


class RunOfAnother(Understood, LookupError):
    """A task was given a run that isn't its DAG run's, or that only its own actor can go on with."""


class WaitsForApprover(Understood, LookupError):
    """Another run of the workflow isn't finished: it waits for an approver, which may take days."""

    def __init__(self, sentence: str) -> None:
        super().__init__(
            f"{sentence} Approve or reject it first, then run again. Nothing was read or posted."
        )


class SelectionMissing(Understood, ValueError):
    """The run needs to be told which records, or which run, it works on."""

    def __init__(self, mode: RunMode) -> None:
        if mode is RunMode.UNDO:
            needs = "needs the number of the run to undo. Add it to the run form."
        else:
            needs = "needs the records to work on. List their CORE IDs in the run form."
        super().__init__(f"“{mode.heading}” {needs} Nothing was changed.")


class RunUnknown(Understood, LookupError):
    """This workflow and company have no run with the number to undo."""

    def __init__(self, run_id: int) -> None:
        super().__init__(
            f"This workflow has no run {run_id} for this company. Find the run's number under "
            "History. Nothing was changed."
        )


class CompanyMoving(Understood, LookupError):
    """The company is being moved to another QuickBooks: until that is done or canceled, nothing is posted."""

    def __init__(self, company: str) -> None:
        super().__init__(
            f"{company} is being moved to another QuickBooks, so nothing is read or posted until the move is done. "
            "To see what is next, run `corebooks move status`; to end it, `corebooks move cancel`."
        )


class RunBeforeMove(Understood, LookupError):
    """The run to undo posted to the QuickBooks that the company has left."""

    def __init__(self, run_id: int, company: str) -> None:
        super().__init__(
            f"Run {run_id} posted to the QuickBooks that {company} has left, so it can't be undone. Correct its "
            "records in CORE, or void their entries in QuickBooks. Nothing was changed."
        )
