"""Registers CoreBooks' pages where they aren't registered by the installed package, as before version 0.2."""

from importlib.metadata import entry_points

if not any(one.name == "corebooks" for one in entry_points(group="airflow.plugins")):
    from include.web.plugin import CoreBooksPlugin

    __all__ = ["CoreBooksPlugin"]
