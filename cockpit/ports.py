"""Ports of this machine that the product's own servers listen on."""

from __future__ import annotations

import os
import socket
import sys
import time

from cockpit.errors import ConfigurationError


def require_free(host: str, port: int) -> None:
    """Make sure that nothing listens there yet.

    Raises:
        ConfigurationError: something does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise ConfigurationError("port_taken", port=port) from None


def say_when_it_answers(host: str, port: int, text: str) -> None:
    """Print a line to standard error once something listens there, while this process goes on (or becomes it).

    Told earlier, an address would lead to an error page for as long as a slow server takes to start.
    """
    server = os.getpid()
    # two forks: the watcher is nobody's child who would have to be waited for
    first = os.fork()
    if first:
        os.waitpid(first, 0)
        return
    if os.fork() == 0:
        while _is_alive(server) and not _answers(host, port):
            time.sleep(0.2)
        if _is_alive(server):
            print(text, file=sys.stderr, flush=True)
    os._exit(0)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
