"""What a process that reads one file may use. It is run by its path, and imports nothing of CoreBooks."""

from __future__ import annotations

import resource


def limit(memory: int, seconds: int) -> None:
    """Limit this process, for good.

    Args:
        memory: bytes of address space.
        seconds: of the processor.
    """
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        hard = resource.getrlimit(what)[1]
        kept = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (kept, kept))
