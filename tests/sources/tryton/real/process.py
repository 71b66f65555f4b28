"""A real Tryton beside the tests: its database below a folder, driven by processes of its own virtual environment.

Belongs here: starting Tryton's programs. Does not belong here: what happens in them (`driver` and what it uses).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.support import PROJECT, missing

ENVIRONMENT = PROJECT / ".venv-tryton" / "bin"
MODULES = ("account_invoice_stock", "account_product", "product_cost_history", "production_work")
MODULES += ("purchase_history", "purchase_requisition", "sale_history")
# caches are not asked anew by the clock, which leaps
CONFIGURATION = "[database]\nuri = sqlite://\npath = {folder}\n\n[cache]\nclean_timeout = 1000000000\n"


class RealTryton:
    """A Tryton 8 on SQLite, with its modules and nothing in it until the first step."""

    def __init__(self, home: Path) -> None:
        if not ENVIRONMENT.exists():
            missing("no Tryton is installed (make test-tryton installs it)")
        self.home = home
        home.mkdir(parents=True)
        (home / "trytond.conf").write_text(CONFIGURATION.format(folder=home))
        (home / "password").write_text("correct horse battery staple")
        self.database.touch()
        admin = ["trytond-admin", "-c", str(home / "trytond.conf"), "-d", "erp"]
        self._call(*admin, "--all", "--email", "admin@example.org")
        self._call(*admin, "-u", *MODULES, "--activate-dependencies")

    @property
    def database(self) -> Path:
        return self.home / "erp.sqlite"

    def step(self, number: int) -> None:
        """The next part of the company's life; 0 founds it."""
        self._call("python", str(Path(__file__).with_name("driver.py")), str(self.home), str(number))

    def truth(self) -> dict[str, Any]:
        """What happened, as those who did it wrote it down."""
        return json.loads((self.home / "truth.json").read_text())

    def _call(self, program: str, *arguments: str) -> None:
        # stamps are naive and the server's: it runs in UTC
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment |= {"TZ": "UTC", "TRYTONPASSFILE": str(self.home / "password")}
        process = subprocess.run(
            [ENVIRONMENT / program, *arguments],
            env=environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert process.returncode == 0, process.stdout + process.stderr
