"""`cockpit serve`: the Streamlit cockpit on this machine."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Annotated

import typer

from cockpit.errors import ConfigurationError
from cockpit.language import translate
from cockpit.paths import PROJECT_DIRECTORY
from cockpit.ports import require_free
from cockpit.progress import Progress
from cockpit.published import current_manifest
from cockpit.settings import Settings


def register(app: typer.Typer) -> None:
    @app.command(help=translate("command.serve.help"))
    def serve(
        host: Annotated[str, typer.Option(help=translate("command.serve.host"))] = "127.0.0.1",
        port: Annotated[int, typer.Option(help=translate("command.serve.port"), min=1, max=65535)] = 8501,
    ) -> None:
        settings = Settings.load()
        if not _is_loopback(host):
            raise ConfigurationError("host_needs_login", host=host)
        current_manifest(settings.paths.published)
        require_free(host, port)
        os.environ["COCKPIT_CONFIG"] = str(settings.file)
        Progress().say(translate("command.serve.address", address=f"http://{host}:{port}"))
        app_file = PROJECT_DIRECTORY / "dashboards" / "app.py"
        # the page's own settings (theme, no telemetry, no browser) stand in .streamlit/config.toml
        os.chdir(PROJECT_DIRECTORY / "dashboards")
        command = [sys.executable, "-m", "streamlit", "run", str(app_file)]
        # its welcome repeats the address, in English
        quiet = ["--logger.hideWelcomeMessage=true", "--logger.level=warning"]
        os.execv(sys.executable, [*command, f"--server.address={host}", f"--server.port={port}", *quiet])


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
