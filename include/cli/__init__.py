"""The `corebooks` command.

Read `arguments` first (what several commands take, and the database that they open), `errors` (what can go
wrong, and what is said of anything else) and `output` (lists, JSON, and progress). Then one module a
command: `migrate`, `connect`, `disconnect`, `move`, `companies`, `currency`, `setup`, `templates`, `match`, `payee_tax`, `existing`, `sync`, `runs`,
`reads`, `report`, `import_file`, `unplaced`, `dismiss`, `rotate_keys`, `verify_trail`, `proof_pack`, `backup`, `restore`, `rebuild`, `clean`, and
`doctor` with its `checks`.

Exit codes: 0 done; 1 not done, and a sentence says why and what to do; 2 the command was typed wrong;
3 a fault of CoreBooks, whose details are in a file that the sentence names; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer

from include.cli import (
    backup,
    clean,
    companies,
    connect,
    currency,
    disconnect,
    dismiss,
    doctor,
    existing,
    import_file,
    match,
    migrate,
    move,
    payee_tax,
    proof_pack,
    reads,
    rebuild,
    report,
    restore,
    rotate_keys,
    runs,
    setup,
    sync,
    templates,
    unplaced,
    verify_trail,
)
from include.cli.errors import say_fault, sentence_of
from include.understood import Understood
from include.version import VERSION

NOT_DONE, FAULT, STOPPED = 1, 3, 130

app = typer.Typer(
    name="corebooks",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 not done (a sentence says why), 2 typed wrong, 3 a fault of CoreBooks.",
)

COMMANDS: dict[str, Callable[..., None]] = {
    "migrate": migrate.run,
    "connect": connect.run,
    "disconnect": disconnect.run,
    "move": move.run,
    "companies": companies.run,
    "currency": currency.run,
    "setup": setup.run,
    "templates": templates.run,
    "match": match.run,
    "payee-tax": payee_tax.run,
    "existing": existing.run,
    "sync": sync.run,
    "runs": runs.run,
    "reads": reads.run,
    "report": report.run,
    "import": import_file.run,
    "unplaced": unplaced.run,
    "dismiss": dismiss.run,
    "rotate-keys": rotate_keys.run,
    "verify-trail": verify_trail.run,
    "proof-pack": proof_pack.run,
    "backup": backup.run,
    "restore": restore.run,
    "rebuild": rebuild.run,
    "clean": clean.run,
    "doctor": doctor.run,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
# Its name up to 0.1.
app.command("link", hidden=True)(match.run)


@dataclass(slots=True)
class _Invocation:
    """What was typed before the command."""

    debug: bool = False


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what was typed after `corebooks`; the process's own arguments if none are given.

    Returns:
        The exit code, as the module says.
    """
    invocation = _Invocation()
    # Scripts read what a command prints; Airflow, once imported, has Alembic tell each step there.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        code = app(arguments, prog_name="corebooks", standalone_mode=False, obj=invocation)
    except typer.TyperException as wrong:
        _show(wrong)
        return wrong.exit_code
    except typer.Abort:
        code = STOPPED
    except Understood as error:
        print(error, file=sys.stderr)
        return NOT_DONE
    except Exception as error:  # noqa: BLE001  (a traceback is for developers: it goes to a file)
        if (said := sentence_of(error)) and not invocation.debug:
            print(said, file=sys.stderr)
            return NOT_DONE
        say_fault(error, debug=invocation.debug)
        return FAULT
    if code == STOPPED:
        print("Stopped. What was done until now is kept.", file=sys.stderr)
    return code if isinstance(code, int) else 0


def _show(wrong: typer.TyperException) -> None:
    show = getattr(wrong, "show", None)
    if show is None:
        print(wrong.format_message(), file=sys.stderr)
    else:
        show()


def _version(*, wanted: bool) -> None:
    if wanted:
        print(f"CoreBooks {VERSION}")
        raise typer.Exit


@app.callback()
def _before(
    context: typer.Context,
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="show the details of a fault instead of a sentence")
    ] = False,
    version: Annotated[  # noqa: ARG001  (its callback answers)
        bool,
        typer.Option("--version", is_eager=True, callback=lambda wanted: _version(wanted=wanted)),
    ] = False,
) -> None:
    """Set up, check, and operate CoreBooks from a terminal."""
    context.obj.debug = debug
