"""Which folders may be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.core_backoffice.folder.places import local_folder, require_remote
from include.core_backoffice.folder.rules import FolderRefused, FolderRules


def test_a_folder_below_a_root_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "willow" / "exports"
    folder.mkdir(parents=True)
    assert local_folder(str(folder), [str(tmp_path)]) == folder
    assert local_folder(f"file://{folder}", [str(tmp_path)]) == folder
    assert local_folder(str(tmp_path), [str(tmp_path)]) == tmp_path


def test_a_root_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk" / "exports").mkdir(parents=True)
    (tmp_path / "imports").symlink_to(tmp_path / "disk")
    folder = local_folder(str(tmp_path / "imports" / "exports"), [str(tmp_path / "imports")])
    assert folder == tmp_path / "disk" / "exports"


@pytest.mark.parametrize("path", ["/etc", "/", "/proc/self", "{root}x", "{root}/out"])
def test_anything_else_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "imports"
    root.mkdir()
    (tmp_path / "importsx").mkdir()
    (root / "out").symlink_to("/etc")
    with pytest.raises(FolderRefused, match="isn't below a folder that imports may read"):
        local_folder(path.replace("{root}", str(root)), [str(root)])


def test_without_a_setting_no_local_folder_is_read(tmp_path: Path) -> None:
    with pytest.raises(FolderRefused, match=r"Set \[corebooks\] import_folders"):
        local_folder(str(tmp_path), [])


@pytest.mark.parametrize(
    ("path", "said"), [("willow", "isn't a full path"), ("{root}/gone", "There is no folder")]
)
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(FolderRefused, match=said):
        local_folder(path.replace("{root}", str(tmp_path)), [str(tmp_path)])


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").touch()
    with pytest.raises(FolderRefused, match="There is no folder"):
        local_folder(str(tmp_path / "deals.csv"), [str(tmp_path)])


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "memory", "file", "github", "s3n"])
def test_only_some_kinds_of_remote_folders_are_read(scheme: str) -> None:
    with pytest.raises(FolderRefused, match=f"no folder of the kind {scheme}://"):
        require_remote(FolderRules(f"{scheme}://somewhere", "conn"))


def test_a_remote_folder_needs_a_connection() -> None:
    with pytest.raises(FolderRefused, match="has no Airflow connection"):
        require_remote(FolderRules("sftp://exports"))
    require_remote(FolderRules("sftp://exports", "conn"))
