"""The DAGs of the installed package are those of the folder `dags`."""

from __future__ import annotations

from pathlib import Path

from airflow.sdk import DAG

from include.provider.dag_bundle import FOLDER, CoreBooksDags
from include.provider.dags import DAG_IDS, SCHEDULED
from include.provider.dags.packaged import corebooks_dags

ROOT = Path(__file__).resolve().parents[2]


def test_both_have_the_same_dags() -> None:
    """A new DAG gets a file in `dags`, a line in `packaged/corebooks_dags.py`, and its ID in `DAG_IDS`."""
    packaged = [one.dag_id for one in vars(corebooks_dags).values() if isinstance(one, DAG)]
    assert sorted(packaged) == sorted(DAG_IDS)
    assert sorted(file.stem for file in (ROOT / "dags").glob("*.py")) == sorted(DAG_IDS)


def test_those_with_a_schedule_are_known() -> None:
    dags = [one for one in vars(corebooks_dags).values() if isinstance(one, DAG)]
    assert {one.dag_id for one in dags if one.schedule is not None} == set(SCHEDULED)


def test_airflow_finds_the_folder_by_the_bundle_alone() -> None:
    bundle = CoreBooksDags(name="corebooks")
    assert bundle.path == FOLDER
    assert (bundle.path / "corebooks_dags.py").exists()
