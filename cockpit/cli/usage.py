"""What a person mistyped on the command line, as one line in their language.

Belongs here: turning the parser's complaints into the product's own messages, and the parser's fixed words of help
pages. Does not belong here: what commands themselves complain about.
"""

from __future__ import annotations

import re

import typer
from pydantic import ValidationError
from typer import rich_utils

# Typer brings its own copy of click and exports only one of its errors; the lock file pins the version
from typer._click import exceptions as parser

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.yaml_source import cause_of


def translate_help(app: typer.Typer) -> typer.core.TyperCommand | typer.core.TyperGroup:
    """The command behind an app, with the words of its help pages in the current language."""
    rich_utils.ARGUMENTS_PANEL_TITLE = translate("help.arguments")
    rich_utils.OPTIONS_PANEL_TITLE = translate("help.options")
    rich_utils.COMMANDS_PANEL_TITLE = translate("help.commands")
    rich_utils.REQUIRED_LONG_STRING = translate("help.required")
    rich_utils.DEFAULT_STRING = translate("help.default")
    command = typer.main.get_command(app)
    _translate_help_option(typer.Context(command, **command.context_settings))
    return command


def _translate_help_option(context: typer.Context) -> None:
    option = context.command.get_help_option(context)
    if option is not None:
        option.help = translate("help.show")
    for command in getattr(context.command, "commands", {}).values():
        _translate_help_option(typer.Context(command, parent=context))


def is_help(error: typer.TyperException) -> bool:
    """Whether this is no complaint: a group was called without a command, and its help has been printed."""
    return isinstance(error, parser.NoArgsIsHelpError)


def explained(error: typer.TyperException) -> ConfigurationError:
    """A parser's complaint as one line: which command, what is wrong with it, where to look."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "cockpit"
    if isinstance(error, parser.NoSuchOption):
        if error.possibilities:
            near = ", ".join(sorted(error.possibilities))
            return ConfigurationError("option_near", command=command, option=error.option_name, near=near)
        return ConfigurationError("option_unknown", command=command, option=error.option_name)
    if isinstance(error, parser.MissingParameter):
        return ConfigurationError("parameter_missing", command=command, parameter=_name(error))
    if isinstance(error, parser.BadParameter):
        return ConfigurationError("parameter_value", command=command, parameter=_name(error), cause=_cause(error))
    if isinstance(error, parser.BadOptionUsage):
        return ConfigurationError("option_without_value", option=error.option_name)
    text = str(error)
    unknown = re.match(r"No such command '(.*?)'", text)
    if unknown and context:
        known = ", ".join(context.command.list_commands(context))
        return ConfigurationError("command_unknown", command=command, name=unknown[1], known=known)
    extra = re.match(r"Got unexpected extra argument.*? \(([^()]+)\)$", text)
    if extra:
        return ConfigurationError("arguments_extra", command=command, arguments=extra[1])
    return ConfigurationError("usage", command=command, cause=text)


def _name(error: parser.BadParameter) -> str:
    if error.param is None:
        return "–"
    # options are known by how they are written, arguments by the name that help shows
    if error.param.param_type_name == "option":
        return max(error.param.opts, key=len)
    return error.param.metavar or str(error.param.name).upper()


def _cause(error: parser.BadParameter) -> str:
    found = error.__cause__
    cause = cause_of(found.errors()[0]) if isinstance(found, ValidationError) else str(error)
    choice = re.match(r"'(.*)' is not one of (.*)\.$", cause)
    return translate("reason.enum", value=choice[1], expected=choice[2]) if choice else cause
