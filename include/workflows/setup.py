"""One version of a workflow: its template with the options that were chosen for it."""

from __future__ import annotations

from dataclasses import dataclass

from include.workflows.options import WorkflowOptions
from include.workflows.template import Template


@dataclass(frozen=True, slots=True)
class Setup:
    """A version of the workflow."""

    version: int
    template: Template
    options: WorkflowOptions
