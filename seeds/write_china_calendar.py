"""Write the Chinese working calendar's seed from the `chinesecalendar` library (a development dependency).

Run once a year, when the State Council has announced the next year: `python -m seeds.write_china_calendar`.
The cockpit reads the seed, never the library: the library raises beyond its last year, the seed says so.
"""

from __future__ import annotations

import csv
from pathlib import Path

import chinese_calendar
from chinese_calendar.constants import Holiday

REFERENCE = Path(__file__).parent / "reference"
NAMES_EN = {
    Holiday.new_years_day.value: "New Year's Day",
    Holiday.spring_festival.value: "Spring Festival",
    Holiday.tomb_sweeping_day.value: "Tomb-sweeping Day",
    Holiday.labour_day.value: "Labour Day",
    Holiday.dragon_boat_festival.value: "Dragon Boat Festival",
    Holiday.national_day.value: "National Day",
    Holiday.mid_autumn_festival.value: "Mid-autumn Festival",
    Holiday.anti_fascist_70th_day.value: "70th anniversary of victory",
}
NAMES_ZH = {member.value: member.chinese for member in Holiday}


def main() -> None:
    days = [(day, False, name) for day, name in chinese_calendar.holidays.items()]
    days += [(day, True, name) for day, name in chinese_calendar.workdays.items()]
    with (REFERENCE / "working_calendar_exceptions.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["calendar_id", "calendar_date", "is_working_day", "name_zh", "name_en"])
        for day, is_working_day, name in sorted(days):
            zh = NAMES_ZH[name] + ("调休上班" if is_working_day else "")
            en = NAMES_EN[name] + (" make-up day" if is_working_day else "")
            writer.writerow(["CN", day.isoformat(), str(is_working_day).lower(), zh, en])
    years = sorted({day.year for day, _, _ in days})
    with (REFERENCE / "working_calendar_years.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["calendar_id", "calendar_year", "is_official"])
        writer.writerows(["CN", year, "true"] for year in years)


if __name__ == "__main__":
    main()
