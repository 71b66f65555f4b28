"""Ports of this machine that the product's own servers listen on."""

from __future__ import annotations

import socket

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
