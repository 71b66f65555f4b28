"""Other programs on the same rows, in `.venv-peers`, which is made here from requirements-peers.in.

Belongs here: their environment, starting them, saying why one could not be measured. Does not belong here: what they
do (`peer_programs.py`, which runs in that environment).
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure, measured_program, say
from tests.bench.purchase_lines import SELECT, TABLE
from tests.support import PROJECT

ENVIRONMENT = PROJECT / ".venv-peers"
REQUIREMENTS = PROJECT / "requirements-peers.in"
PROGRAM = Path(__file__).with_name("peer_programs.py")
# reads no database: measured on event logs (`event_log.py`)
PROCESS_MINING = "pm4py"
# what each needs, and how it is shown
PEERS = {
    "connectorx": "peer: ConnectorX, one session a core → Parquet",
    "connectorx_stream": "peer: ConnectorX, streamed → Parquet",
    "adbc": "peer: ADBC → Parquet (numeric stays text)",
    "dlt": "peer: dlt, ConnectorX backend → Parquet files",
}
NEEDS = {"connectorx": "connectorx", "connectorx_stream": "connectorx", "adbc": "adbc-driver-postgresql", "dlt": "dlt"}


def prepare(only: Sequence[str] | None = None) -> dict[str, str]:
    """Make the environment, with all peers or some; returns what could not be installed, and why (pip's last words)."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run(["python3.11", "-m", "venv", ENVIRONMENT], check=True)
    failures = {}
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        is_wanted = line in only if only is not None else line != PROCESS_MINING
        if not line or line.startswith("#") or not is_wanted:
            continue
        say(f"peers: {line}")
        result = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", line],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            said = [text for text in result.stderr.splitlines() if text.startswith("ERROR")]
            failures[line.split("[")[0]] = said[-1] if said else f"pip ended with code {result.returncode}"
    return failures


def measure(dsn: str, of: str) -> list[Figure]:
    """One figure a peer, with the ratio to our own full load. Measured once each: no goal depends on them."""
    failures = prepare()
    figures = []
    for name, title in PEERS.items():
        figure = Figure(title, of=of)
        figures.append(figure)
        if NEEDS[name] in failures:
            figure.failure = f"could not be installed: {failures[NEEDS[name]]}"
            continue
        say(title)
        with tempfile.TemporaryDirectory(prefix="erp-cockpit-peer-") as folder:
            command = [ENVIRONMENT / "bin" / "python", PROGRAM, name, dsn, SELECT, TABLE, folder]
            # dlt would tell its makers
            measured = measured_program(command, {"RUNTIME__DLTHUB_TELEMETRY": "false", "PYTHONPATH": ""})
        figure.add(measured)
        if not figure.failure:
            figure.note = f"{measured['bytes'] / 1e6:,.0f} MB of Parquet"
    return figures
