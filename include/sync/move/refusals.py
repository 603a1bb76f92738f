"""Why a step of a move can't be done: each says what is wrong and what to do. Nothing was changed."""

from __future__ import annotations

from include.books.wording import counted
from include.understood import Understood


class MoveRefused(Understood, ValueError):
    """A step of a move can't be done now; the message says why and what to do."""


class NoMove(MoveRefused):
    """The company isn't being moved."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} isn't being moved to another QuickBooks. To start, run `corebooks move start`. "
            "Nothing was changed."
        )


class MoveUnderWay(MoveRefused):
    """The company is being moved already, and the step comes before what is done."""

    def __init__(self, name: str, state: str) -> None:
        super().__init__(
            f"The move of {name} is {state}, so this step can't be done anymore. To see what is next, run "
            "`corebooks move status`. Nothing was changed."
        )


class RunsOpen(MoveRefused):
    """Runs of the company aren't finished."""

    def __init__(self, name: str, runs: list[str]) -> None:
        listed = " and ".join(runs)
        super().__init__(
            f"{name} can't be moved while {listed} {'is' if len(runs) == 1 else 'are'} open. Wait until all runs "
            "are finished, or reject what waits for approval, then start again. Nothing was changed."
        )


class BeingRebuilt(MoveRefused):
    """The company's links are being made anew, after the database was lost."""

    def __init__(self, name: str, company_id: str) -> None:
        super().__init__(
            f"{name} can't be moved while its links are being rebuilt. Run `corebooks rebuild --company {company_id} "
            "--apply` until it is done, then start again. Nothing was changed."
        )


class WritesUnanswered(MoveRefused):
    """QuickBooks may have posted changes that got no response."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__(
            f"{counted(number, 'change')} that CoreBooks sent to {name} got no response. Run the workflows once "
            "more, so that CoreBooks looks them up in QuickBooks, then start again. If that QuickBooks can't be "
            "reached anymore, add --without-old. Nothing was changed."
        )


class NotConnectedYet(MoveRefused):
    """The new QuickBooks isn't connected for the move."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The QuickBooks Online company that {name} moves to isn't connected yet. Run `corebooks move "
            "connect` first. Nothing was changed."
        )


class NotReadYet(MoveRefused):
    """The old QuickBooks wasn't read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The entries of {name} weren't read from the QuickBooks that it leaves. Run `corebooks move start` "
            "again while that QuickBooks can be reached, or with --without-old if it can't. Nothing was changed."
        )


class NotMatchedYet(MoveRefused):
    """Entries and names weren't looked for in the new QuickBooks."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"CoreBooks didn't look for the entries of {name} in QuickBooks Online yet. Run `corebooks move "
            "match` first. Nothing was changed."
        )


class OtherCurrency(MoveRefused):
    """The new QuickBooks keeps its books in another currency or country."""

    def __init__(self, name: str, is_in: str, must_be: str) -> None:
        super().__init__(
            f"{name} keeps its books in {is_in}, and the company that moves has {must_be}. CoreBooks converts no "
            "amounts. Choose the QuickBooks company that it moves to. Nothing was changed."
        )


class TwoIntoOne(MoveRefused):
    """The QuickBooks company is connected under another company ID already."""

    def __init__(self, name: str, company_id: str) -> None:
        super().__init__(
            f"The QuickBooks company {name} is connected as {company_id}, so it can't be the one that is moved to: "
            "two companies can't share one QuickBooks company. If two companies were merged in QuickBooks, cancel "
            f"this move, let CORE's transactions go to {company_id} alone, and find its existing entries there "
            "before it syncs. Nothing was changed."
        )


class SameCompany(MoveRefused):
    """The company that was chosen is the one that it leaves."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the company that is left. Choose the one that it moves to. Nothing was changed."
        )


class ChangedSince(MoveRefused):
    """Workflows or matches name other accounts, agents or vendors than when they were matched."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Workflows or matches of {name} were changed since its entries were matched. Run `corebooks move match` "
            "again, then switch. Nothing was changed."
        )


class MatchedLongAgo(MoveRefused):
    """The entries were matched so long ago that they may have been converted again since."""

    def __init__(self, name: str, day: str) -> None:
        super().__init__(
            f"The entries of {name} were matched on {day}. They may have changed in QuickBooks Online since. Run "
            "`corebooks move match` again, then switch. Nothing was changed."
        )


class ToReview(MoveRefused):
    """Entries or names are left that a person must decide."""

    def __init__(self, entries: int, names: int) -> None:
        parts = [counted(entries, "entry")] if entries else []
        parts += [counted(names, "name")] if names else []
        what = " and ".join(parts)
        super().__init__(
            f"{what} couldn't be found for certain in QuickBooks Online. Run `corebooks move review` and choose "
            "for each. Nothing was changed."
        )


class Unproved(MoveRefused):
    """The sums of both sides differ, and nobody accepted it."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"{counted(number, 'sum')} by month and account "
            f"{'differs' if number == 1 else 'differ'} between both QuickBooks. Run `corebooks move proof` to see them. "
            "Correct them in QuickBooks Online and match again, or accept them with a reason: `corebooks move "
            "accept`. Nothing was changed."
        )


class CantChoose(MoveRefused):
    """What was chosen for an entry or a name isn't possible."""


class CantGoBack(MoveRefused):
    """Something was done in the new QuickBooks, so the old links no longer say what is there."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} can't go back to the QuickBooks that it left, because {what} since it was switched. To undo "
            "what was posted, undo its runs under History. Nothing was changed."
        )
