"""Errors a user can cause, as one line in the user's language.

Belongs here: the exception every layer raises for a cause outside the code (configuration, source, data, disk).
Does not belong here: the texts themselves, which stand in `translations/<language>/errors.po`.
"""

from __future__ import annotations

from cockpit.language import translate

EXIT_FAILED = 1
EXIT_WRONG_USE = 2


class CockpitError(Exception):
    """A failure that names the thing, the cause and the next step.

    Args:
        code: key of the message below `error.` in the catalogues; each message reads "thing: cause; next step".
        exit_code: what the command line returns, 1 for a failed job, 2 for wrong use or configuration.
        **details: values the message names.
    """

    def __init__(self, code: str, *, exit_code: int = EXIT_FAILED, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.exit_code = exit_code
        self.details = details

    def one_line(self, language: str | None = None) -> str:
        """The message in one language (default: the current one), always a single line."""
        return " ".join(translate(f"error.{self.code}", language, **self.details).split())

    def __str__(self) -> str:
        return self.one_line()


class ConfigurationError(CockpitError):
    """Something a person wrote is wrong: `cockpit.yml`, a KPI card, an option. Ends with exit code 2."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, exit_code=EXIT_WRONG_USE, **details)
