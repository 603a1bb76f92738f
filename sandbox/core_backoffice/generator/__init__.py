"""A made-up brokerage, the same for the same seed: its people, its deals, its agents' billing."""

from sandbox.core_backoffice.generator.brokerage import generate

__all__ = ["generate"]
