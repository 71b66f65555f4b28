"""Time zones whose clocks are not changed any more: there local time is a sum, many times as fast as a conversion.

Belongs here: since when a zone has kept one offset. Does not belong here: SQL (`dbt_project/macros/time.sql`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

# no clock is changed for less than a week
FIRST, LAST, STEP = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), timedelta(days=7)
# of zones that will go on changing, the time zone database ends some day
SETTLED_BY = datetime(2026, 1, 1, tzinfo=UTC)


def settled_timezones(names: set[str]) -> dict[str, dict[str, Any]]:
    """Of some zones those with one offset to this day: zone → `since` (a stamp in UTC) and `utc_offset_minutes`.

    `since` leaves some days after the last change, so that it serves for UTC and local stamps alike.
    """
    found = {name: _settled(name) for name in sorted(names)}
    return {name: zone for name, zone in found.items() if zone is not None}


@cache
def _settled(name: str) -> dict[str, Any] | None:
    zone = ZoneInfo(name)
    offset = zone.utcoffset(LAST.replace(tzinfo=None))
    moment = LAST
    while moment > FIRST and moment.astimezone(zone).utcoffset() == offset:
        moment -= STEP
    since = moment + 2 * STEP
    if since > SETTLED_BY or offset is None or offset % timedelta(minutes=1):
        return None
    return {"since": f"{since:%Y-%m-%d %H:%M:%S}", "utc_offset_minutes": offset // timedelta(minutes=1)}
