"""Write the seeds of the working calendars: China from `chinesecalendar`, other countries from `holidays`.

Run once a year, when the next year has been announced: `python -m seeds.write_working_calendars`. Both libraries are
development dependencies: the cockpit reads the seeds, never a library. Belongs here: which countries, and which of
their years are official. Does not belong here: names (`holiday_names`).

A country whose law fixes its holidays is official as far as the library computes them without an estimate; one that
announces every year (substitute days, days by the moon) is official up to `announced_until`, which whoever runs this
raises. Later years keep the days that are foreseeable, and are not official.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import chinese_calendar
import holidays
from chinese_calendar.constants import Holiday

from seeds.holiday_names import NAMES_ZH, NAMES_ZH_OF, REMARKS_ZH

REFERENCE = Path(__file__).parent / "reference"
FIRST_YEAR, LAST_YEAR = 2004, 2035
# calendar, date, whether it is worked, name in Chinese and English
Day = tuple[str, date, bool, str, str]

CHINESE_NAMES_EN = {
    Holiday.new_years_day.value: "New Year's Day",
    Holiday.spring_festival.value: "Spring Festival",
    Holiday.tomb_sweeping_day.value: "Tomb-sweeping Day",
    Holiday.labour_day.value: "Labour Day",
    Holiday.dragon_boat_festival.value: "Dragon Boat Festival",
    Holiday.national_day.value: "National Day",
    Holiday.mid_autumn_festival.value: "Mid-autumn Festival",
    Holiday.anti_fascist_70th_day.value: "70th anniversary of victory",
}
CHINESE_NAMES_ZH = {member.value: member.chinese for member in Holiday}


@dataclass(frozen=True)
class Country:
    """One calendar of the `holidays` library: nationwide public holidays, without those of states."""

    code: str
    name_zh: str
    name_en: str
    timezone: str
    # None where the law fixes the days
    announced_until: int | None = None
    has_chinese_names: bool = False


COUNTRIES = (
    Country("HK", "香港工作日历", "Hong Kong working calendar", "Asia/Hong_Kong", 2027, True),
    Country("TW", "台湾工作日历", "Taiwan working calendar", "Asia/Taipei", 2026, True),
    Country("SG", "新加坡工作日历", "Singapore working calendar", "Asia/Singapore", 2027),
    Country("MY", "马来西亚工作日历", "Malaysia working calendar", "Asia/Kuala_Lumpur", 2027),
    Country("VN", "越南工作日历", "Vietnam working calendar", "Asia/Ho_Chi_Minh", 2026),
    Country("TH", "泰国工作日历", "Thailand working calendar", "Asia/Bangkok", 2026),
    Country("JP", "日本工作日历", "Japan working calendar", "Asia/Tokyo"),
    Country("KR", "韩国工作日历", "South Korea working calendar", "Asia/Seoul"),
    Country("DE", "德国工作日历", "Germany working calendar", "Europe/Berlin"),
    Country("US", "美国工作日历", "United States working calendar", "America/New_York"),
)


def chinese_days() -> list[Day]:
    """Holidays and make-up days of China, as the State Council announced them."""
    days = []
    for day, name in chinese_calendar.holidays.items():
        days.append(("CN", day, False, CHINESE_NAMES_ZH[name], CHINESE_NAMES_EN[name]))
    for day, name in chinese_calendar.workdays.items():
        zh, en = CHINESE_NAMES_ZH[name] + "调休上班", CHINESE_NAMES_EN[name] + " make-up day"
        days.append(("CN", day, True, zh, en))
    return days


def days_of(country: Country) -> tuple[list[Day], list[tuple[str, int, bool]]]:
    """Holidays and make-up days of a country, and which of its years are official."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    in_english = holidays.country_holidays(country.code, years=years, language="en_US")
    in_chinese = (
        holidays.country_holidays(country.code, years=years, language="zh_CN") if country.has_chinese_names else None
    )
    days = []
    for day, text in in_english.items():
        if day.year not in years:
            continue
        name_en = re.sub(r"Day off \(substituted from .*?\)", "Day off for a make-up day", text)
        if in_chinese is None:
            name_zh = "；".join(chinese_name(country.code, name) for name in name_en.split("; "))
        else:
            name_zh = re.sub(r"休息日（由 .*? 调休）", "调休放假", in_chinese[day]).replace("; ", "；")
            # one name of the library is left in traditional characters
            name_zh = name_zh.replace("臺灣光復節", "台湾光复节")
        days.append((country.code, day, False, name_zh, name_en))
    make_up = sorted(day for day in getattr(in_english, "weekend_workdays", ()) if day.year in years)
    days += [(country.code, day, True, "调休上班", "Make-up day") for day in make_up if day not in in_english]
    estimated = {day.year for day, text in in_english.items() if "estimated" in text}
    official = [year for year in years if year not in estimated and year <= (country.announced_until or LAST_YEAR)]
    return days, [(country.code, year, year in official) for year in years]


def chinese_name(code: str, name: str) -> str:
    """The Chinese name of a holiday that the library names in English only."""
    remark = next((each for each in REMARKS_ZH if name.endswith(f" {each}")), None)
    if remark is not None:
        return chinese_name(code, name.removesuffix(f" {remark}")) + REMARKS_ZH[remark]
    if name == "Day off for a make-up day":
        return "调休放假"
    alternative = name.removeprefix("Alternative holiday for ")
    if alternative != name:
        return chinese_name(code, alternative) + "（代休）"
    return NAMES_ZH_OF.get((code, name)) or NAMES_ZH[name]


def main() -> None:
    days = chinese_days()
    years = [("CN", year, True) for year in sorted({day.year for _, day, *_ in days})]
    for country in COUNTRIES:
        own_days, own_years = days_of(country)
        days += own_days
        years += own_years
    write(
        "working_calendars",
        ["calendar_id", "name_zh", "name_en", "timezone"],
        [("CN", "中国工作日历", "China working calendar", "Asia/Shanghai")]
        + [(each.code, each.name_zh, each.name_en, each.timezone) for each in COUNTRIES],
    )
    order = ["CN", *(country.code for country in COUNTRIES)]
    write(
        "working_calendar_exceptions",
        ["calendar_id", "calendar_date", "is_working_day", "name_zh", "name_en"],
        sorted(days, key=lambda row: (order.index(row[0]), row[1], row[2])),
    )
    write("working_calendar_years", ["calendar_id", "calendar_year", "is_official"], years)


def write(name: str, header: list[str], rows: list[tuple]) -> None:
    with (REFERENCE / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([str(cell).lower() if isinstance(cell, bool) else cell for cell in row] for row in rows)


if __name__ == "__main__":
    main()
