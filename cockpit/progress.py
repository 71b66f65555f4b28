"""Progress of long work on the terminal: one line a step with rows and seconds, a moving clock while it lasts.

Belongs here: how progress looks. Does not belong here: deciding what the steps are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape

from cockpit.language import number, translate


@dataclass
class StepNotes:
    """What a step reports when it ends."""

    rows: int | None = None
    remarks: list[str] = field(default_factory=list)
    update: Callable[[str], None] = lambda detail: None


class Progress:
    """Prints steps to standard error, so that standard output stays free for results."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, title: str) -> Iterator[StepNotes]:
        """Show that a step is running, and when it ends its rows, remarks and seconds."""
        notes = StepNotes()
        started = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(escape(title)) as status:
                notes.update = lambda detail: status.update(f"{escape(title)} [dim]{escape(detail)}[/dim]")
                yield notes
        else:  # a log of the night: what it was at when it ended, or hung
            self._console.print(f"[dim]→[/dim] {escape(title)}")
            yield notes
        parts = [translate("progress.rows", rows=number(notes.rows, 0))] if notes.rows is not None else []
        parts += notes.remarks
        parts.append(translate("progress.seconds", seconds=number(time.monotonic() - started, 1)))
        self._console.print(f"[green]✓[/green] {escape(title)} [dim]({escape(', '.join(parts))})[/dim]")

    def say(self, text: str) -> None:
        """A plain line between steps."""
        self._console.print(escape(text))

    def warn(self, text: str) -> None:
        """A line that asks for attention without stopping the work."""
        self._console.print(f"[yellow]![/yellow] {escape(text)}")
