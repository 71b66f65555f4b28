"""The command line `cockpit`.

Belongs here: the entry point, the language of help and errors, exit codes. Each command has its own module; the work
is done by the packages they call, imported inside the command so that `--help` answers at once.
"""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.markup import escape

from cockpit.errors import EXIT_FAILED, EXIT_WRONG_USE, CockpitError
from cockpit.language import translate, use_language
from cockpit.settings import configured_language

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; errors a user can cause end as one line and an exit code."""
    use_language(configured_language())
    from cockpit.cli.usage import explained, is_help, translate_help

    try:
        try:
            ended = translate_help(build_app())(standalone_mode=False)
        except typer.TyperException as error:
            if is_help(error):
                sys.exit(EXIT_WRONG_USE)
            raise explained(error) from None
    except CockpitError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]✗[/red] {escape(error.one_line())}")
        sys.exit(error.exit_code)
    # the parser turns Ctrl+C into an exit code
    if ended == _INTERRUPTED:
        Console(stderr=True).print(translate("command.interrupted"))
        sys.exit(EXIT_FAILED)
    sys.exit(ended or 0)


def build_app() -> typer.Typer:
    """All commands, with help in the current language."""
    from cockpit.cli import demo, kpi, query, run, serve, source, status

    app = typer.Typer(
        name="cockpit",
        help=translate("command.help"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in (demo, source, run, serve, status, query, kpi):
        module.register(app)
    return app
