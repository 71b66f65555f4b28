"""A running Tryton on one SQLite database, worked with by its users at moments of our choice.

Belongs here: signing in, batches as a server runs them, the clock, and the truth: what was done, by whom and when, as
this side knows it. Does not belong here: what is done (`masters`, `purchasing`, `selling`, `making`).

These modules run inside the virtual environment of `make test-tryton` and import nothing of the product; only `process`
and the tests run outside of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import time_machine
from proteus import Model, config

DATABASE = "erp"


def _tell_transactions_apart() -> None:
    """Tryton tells transactions and their caches apart by the monotonic clock, which stands still here as well."""
    from trytond.transaction import Transaction

    started = count(time.monotonic_ns())
    Transaction.monotonic_time = staticmethod(lambda: next(started))


class Erp:
    """One Tryton. Its clock stands still but for `later`: all that happens in between carries one stamp."""

    def __init__(self, home: Path, opened_at: datetime) -> None:
        self._truth_file = home / "truth.json"
        self.truth: dict[str, Any] = {"now": opened_at.isoformat()}
        if self._truth_file.exists():
            self.truth = json.loads(self._truth_file.read_text())
        self.now = datetime.fromisoformat(self.truth["now"])
        self._traveller = time_machine.travel(self.now.replace(tzinfo=UTC), tick=False)
        self._clock = self._traveller.start()
        self._proteus = config.set_trytond(f"sqlite:///{DATABASE}", config_file=str(home / "trytond.conf"))
        self._administrator = self._proteus.user
        _tell_transactions_apart()
        self._users: dict[str, int] = {}

    @property
    def today(self) -> date:
        return self.now.date()

    def later(self, **duration: float) -> str:
        """Move the clock on; returns the new moment, which is what Tryton stamps from now on."""
        self.now += timedelta(**duration)
        self._clock.move_to(self.now.replace(tzinfo=UTC))
        return self.now.isoformat()

    def sign_in(self, login: str | None = None) -> int:
        """Go on as another user, None for the administrator; returns the user's id."""
        if login and login not in self._users:
            self._proteus.user = self._administrator
            self._users |= {user.login: user.id for user in Model.get("res.user").find([])}
        self._proteus.user = self._users[login] if login else self._administrator
        self._proteus._context = Model.get("res.user").get_preferences(True, {})
        return self._proteus.user

    def batch(self, login: str, deed: Callable[[Any], Any]) -> Any:
        """One transaction on the server, without the buttons of a client; then what it left in Tryton's queue."""
        from trytond.pool import Pool
        from trytond.transaction import Transaction, TransactionError
        from trytond.worker import run_task

        user, pool, retried = self.sign_in(login), Pool(DATABASE), {}
        while True:
            with Transaction().start(DATABASE, user, context=dict(self._proteus.context), **retried) as transaction:
                try:
                    result = deed(pool.get)
                    transaction.commit()
                except TransactionError as error:
                    transaction.rollback()
                    error.fix(retried)
                    continue
                break
        while transaction.tasks:
            run_task(pool, transaction.tasks.pop())
        return result

    def note(self, kind: str, key: int, **facts: Any) -> None:
        """Write down what is true of a document."""
        self.truth.setdefault(kind, {}).setdefault(str(key), {}).update(facts)

    def forget(self, kind: str, key: int) -> None:
        """A document that was deleted is remembered as such only."""
        self.truth.get(kind, {}).pop(str(key), None)
        self.truth.setdefault("deleted", []).append([kind, key, self.now.isoformat()])

    def close(self) -> None:
        """Keep the truth and the clock for the next step."""
        self.truth["now"] = self.now.isoformat()
        self._truth_file.write_text(json.dumps(self.truth, indent=1))
        self._traveller.stop()
