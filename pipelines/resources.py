"""What every asset of a run shares: the request, the settings, the run's "now", the lock.

Belongs here: Dagster resources. Does not belong here: work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import dagster as dg
from pydantic import PrivateAttr

from cockpit.progress import Progress
from cockpit.settings import Settings
from pipelines.run_lock import run_lock

WAREHOUSE_POOL = "warehouse"


class RunRequest(dg.ConfigurableResource):
    """What a run was asked to do. All assets of the run see the same "now", and hold the same lock."""

    as_of: str = ""
    full_refresh: bool = False
    replay: bool = False
    is_quiet: bool = False

    _settings: Settings = PrivateAttr()
    _as_of: datetime = PrivateAttr()
    _progress: Progress = PrivateAttr()
    _run_id: str = PrivateAttr()
    _started_at: datetime = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[RunRequest]:
        self._settings = Settings.load()
        self._as_of = self._settings.as_of(self.as_of or None)
        self._progress = Progress()
        self._started_at = datetime.now(UTC)
        self._run_id = f"{self._started_at:%Y%m%dT%H%M%SZ}-{(context.run_id or 'local')[:8]}"
        with run_lock(self._settings.paths):
            yield self

    def quiet_output(self) -> AbstractContextManager[object]:
        """Where the run's own progress is shown, tools' output only disturbs it; in Dagster's UI it is wanted."""
        return redirect_stdout(StringIO()) if self.is_quiet else nullcontext()

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def progress(self) -> Progress:
        return self._progress

    @property
    def run_id(self) -> str:
        """Sorts by time, and begins Dagster's own id of the run at its end."""
        return self._run_id

    @property
    def started_at(self) -> datetime:
        return self._started_at

    @property
    def moment(self) -> datetime:
        """The run's "now", in UTC."""
        return self._as_of

    @property
    def moment_text(self) -> str:
        """The run's "now" as dbt's variable wants it."""
        return self._as_of.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def local_moment(self) -> datetime:
        """The run's "now" in the company's zone."""
        return self._as_of.astimezone(ZoneInfo(self._settings.configuration.company_timezone))
