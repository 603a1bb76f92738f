"""The DAG bundle by which an Airflow reads the DAGs of the installed package, wherever that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.dag_processing.bundles.local import LocalDagBundle

FOLDER = Path(__file__).parent / "dags" / "packaged"
"""For an Airflow that reads folders: `[core] dags_folder`, or a link in it."""


class CoreBooksDags(LocalDagBundle):
    """Named in `[dag_processor] dag_bundle_config_list`; it needs no `kwargs`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(path=str(FOLDER), **kwargs)
