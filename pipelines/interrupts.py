"""An interrupt (Ctrl-C) is never lost, whoever handles signals at the moment it comes.

Belongs here: noticing SIGINT beside its handler. Does not belong here: what is said about it (the command line).

Dagster holds interrupts back while it works and forgets those that come between two steps. Python writes every signal
that has a handler to a file descriptor of one's own, too; that is asked before each step.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator

_noticed: list[socket.socket] = []


@contextlib.contextmanager
def noticed_interrupts() -> Iterator[None]:
    """Keep interrupts for `raise_if_interrupted`; only the main thread gets any."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reader, writer = socket.socketpair()
    with reader, writer:
        reader.setblocking(False)
        writer.setblocking(False)
        before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        _noticed.append(reader)
        try:
            yield
        finally:
            _noticed.pop()
            signal.set_wakeup_fd(before)


def raise_if_interrupted() -> None:
    """Raise for an interrupt that was noticed and has not ended the run.

    Raises:
        KeyboardInterrupt: there was one.
    """
    if not _noticed:
        return
    with contextlib.suppress(BlockingIOError):
        if signal.SIGINT in _noticed[-1].recv(4096):
            raise KeyboardInterrupt
