"""Another package named `include` on the path is found, wherever it is and whichever comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

import corebooks
from include.only_one import OWN, other_packages, sentence


def test_ours_alone_is_fine_however_often_it_is_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(OWN.parent)
    assert other_packages([str(OWN.parent), str(tmp_path / "link"), str(tmp_path)]) == []
    assert sentence([]) == ""


@pytest.mark.parametrize("name", ["__init__.py", "custom_operator.py"])
def test_a_package_and_a_bare_folder_of_modules_are_named(tmp_path: Path, name: str) -> None:
    other = tmp_path / "include"
    other.mkdir()
    assert other_packages([str(tmp_path)]) == []  # nothing of Python's in it
    (other / name).touch()
    assert other_packages([str(OWN.parent), str(tmp_path)]) == [other]
    said = sentence([other])
    assert f"Another package named include is on Python's path: {other}." in said
    assert f"({OWN} is CoreBooks')" in said


def test_every_door_of_the_package_refuses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corebooks.get_provider_info()["package-name"] == "corebooks"
    assert corebooks.CoreBooksPlugin.name == "corebooks"
    (tmp_path / "include").mkdir()
    (tmp_path / "include" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ImportError, match="Another package named include"):
        corebooks.get_provider_info()
    with pytest.raises(ImportError, match="Another package named include"):
        assert corebooks.CoreBooksPlugin
    assert corebooks.main() == 1
    assert "Another package named include" in capsys.readouterr().err
