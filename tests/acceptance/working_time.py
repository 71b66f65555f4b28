"""Working time by brute force, from the `chinesecalendar` library and not from the product's seed.

Nine to twelve and one to six on every working day of China's calendar, which is what the product ships.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")
WINDOWS = ((time(9), time(12)), (time(13), time(18)))


def local(stamp: datetime) -> datetime:
    """A naive UTC stamp in the company's zone, naive again."""
    return stamp.replace(tzinfo=UTC).astimezone(ZONE).replace(tzinfo=None)


def working_hours(start: datetime, end: datetime) -> float:
    """Working hours between two naive UTC stamps, day by day and window by window."""
    start, end = local(start), local(end)
    seconds = 0.0
    day = start.date()
    while day <= end.date():
        if chinese_calendar.is_workday(day):
            for opens, closes in WINDOWS:
                begin = max(start, datetime.combine(day, opens))
                finish = min(end, datetime.combine(day, closes))
                seconds += max((finish - begin).total_seconds(), 0.0)
        day += timedelta(days=1)
    return seconds / 3600
