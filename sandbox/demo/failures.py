"""What can go wrong in the demo. Every message says what to do."""

from __future__ import annotations


class DemoFailed(RuntimeError):
    """The demo can't continue; the message is for the one who started it."""


class Interrupted(DemoFailed):
    """Ctrl-C, a closed terminal, or a signal ended the demo."""

    def __init__(self, signal_name: str) -> None:
        self.signal_name = signal_name
        super().__init__(f"Stopped by {signal_name}.")


class FilesNeedYou(DemoFailed):
    """Without a CORE there is nothing to sync until somebody imports a file."""

    def __init__(self) -> None:
        super().__init__(
            "With SOURCE=files you import a file on the pages, so add FIRST=1: "
            "make demo SOURCE=files FIRST=1"
        )


class PortInUse(DemoFailed):
    """Something else listens on a port of the demo."""

    def __init__(self, who: str, variable: str, port: int, other: str = "") -> None:
        by = f" by {other}" if other else ""
        super().__init__(
            f"Port {port} for {who} is in use{by}. "
            f"Stop that, or choose another port: make demo {variable}={port + 100}"
        )


class PortTwice(DemoFailed):
    """Two parts were given the same port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is used twice. Set PORT, CORE_PORT and QUICKBOOKS_PORT three "
            "different numbers."
        )


class AlreadyRunning(DemoFailed):
    """Another demo works in the same checkout."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"A demo is already running in this checkout ({holder}). "
            "Stop it with Ctrl-C in its terminal, or use a second checkout."
        )


class ChildDied(DemoFailed):
    """A process of the demo ended unexpectedly."""

    def __init__(self, name: str, code: int, tail: str, log: str) -> None:
        super().__init__(f"{name} ended unexpectedly (exit code {code}). The end of {log}:\n{tail}")


class TookTooLong(DemoFailed):
    """A condition did not come true in time."""

    def __init__(self, what: str, seconds: float, logs: str) -> None:
        super().__init__(
            f"Stopped waiting for {what} after {seconds:.0f} s. The logs are in {logs}."
        )


class NotEnded(DemoFailed):
    """Processes are left that could not be ended."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Could not end {', '.join(names)}. End them yourself, then try again.")
