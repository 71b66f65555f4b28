"""Names of what the simulated company knows by number: people, partners, items, places, approval levels.

Belongs here: names in both languages. Does not belong here: anything that happens.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from seeds.simulation.people import COMPANIES, ROLES, People
from seeds.simulation.people import WAREHOUSES as WAREHOUSE_COUNT
from seeds.simulation.reviews import LEVELS, ORDER

WAREHOUSES = pl.DataFrame(
    {
        "id": [0, 1, 2, 3],
        "company": [0, 0, 1, 1],
        "code": ["SZ", "DG", "SH", "NB"],
        "name": ["苏州工厂", "东莞工厂", "上海仓", "宁波仓"],
    }
)
_DEPARTMENTS = {
    "planning": ("计划部", "Planning"),
    "engineering": ("工程部", "Engineering"),
    "purchasing": ("采购部", "Purchasing"),
    "controlling": ("财务控制部", "Controlling"),
    "management": ("总经办", "Management"),
    "stores": ("仓储部", "Stores"),
    "quality": ("质量部", "Quality"),
    "machining": ("机加工车间", "Machining"),
    "assembly": ("装配车间", "Assembly"),
    "finance": ("财务部", "Finance"),
    "sales": ("销售部", "Sales"),
}
_PLACES = {name: place for place, name in enumerate(_DEPARTMENTS)}
DEPARTMENTS = pl.DataFrame(
    [
        {"id": company * len(_DEPARTMENTS) + place, "company": company, "name_zh": zh, "name_en": en}
        for company in range(COMPANIES)
        for place, (zh, en) in enumerate(_DEPARTMENTS.values())
    ]
)
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超")
_KINDS = ("轴承", "螺栓", "电机", "阀门", "齿轮", "密封圈", "传感器", "电缆", "滤芯", "泵体", "法兰", "弹簧")
_KINDS_EN = (
    "Bearing",
    "Bolt",
    "Motor",
    "Valve",
    "Gear",
    "Seal",
    "Sensor",
    "Cable",
    "Filter",
    "Pump",
    "Flange",
    "Spring",
)
_CITIES = ("苏州", "无锡", "常州", "宁波", "杭州", "东莞", "深圳", "青岛", "天津", "武汉")
_TRADES = {"supplier": ("机电", "五金", "精工", "电气", "材料"), "customer": ("重工", "汽车", "装备", "科技", "能源")}
_TIER_NAMES = {
    1: ("采购经理审批", "Purchasing manager approval"),
    2: ("工厂财控审批", "Plant controller approval"),
    3: ("财务审批", "Finance approval"),
    4: ("总经理审批", "General manager approval"),
}


def person_names(people: People) -> dict[str, pl.Series]:
    """Name, role and department of everybody."""
    count = len(people.table)
    role = people.table["role"]
    family, given = np.arange(count) % len(_FAMILY), np.arange(count) // len(_FAMILY) % len(_GIVEN)
    department = [_PLACES[ROLES[number].department] for number in role]
    return {
        "name": pl.Series([f"{_FAMILY[a]}{_GIVEN[b]}" for a, b in zip(family, given, strict=True)]),
        "role": pl.Series([ROLES[number].name for number in role]),
        "department": pl.Series(np.array(department) + people.table["company"] * len(_DEPARTMENTS)),
    }


def partner_names(kind: str, count: int) -> dict[str, list[str]]:
    """Name, code and tax number of suppliers or customers."""
    trades, letter = _TRADES[kind], kind[0].upper()
    tail = {"supplier": "有限公司", "customer": "股份有限公司"}[kind]
    return {
        "name": [
            f"{_CITIES[i % 10]}{_FAMILY[i // 10 % 20]}氏{trades[i // 200 % 5]}{i // 1000 or ''}{tail}"
            for i in range(count)
        ],
        "code": [f"{letter}{i + 1:05}" for i in range(count)],
        "tax_number": [f"9132{'05' if letter == 'S' else '31'}{i:010}X" for i in range(count)],
    }


def item_names(count: int) -> dict[str, list[str]]:
    """Code and names of items."""
    return {
        "code": [f"M{i + 1:06}" for i in range(count)],
        "name_zh": [f"{_KINDS[i % 12]} {i // 12 + 1:04}" for i in range(count)],
        "name_en": [f"{_KINDS_EN[i % 12]} {i // 12 + 1:04}" for i in range(count)],
    }


def tiers(people: People) -> pl.DataFrame:
    """The approval levels of orders: level and group (a warehouse or a company), with the first of its reviewers."""
    rows = []
    plants, codes = WAREHOUSES["name"].to_list(), WAREHOUSES["code"].to_list()
    for level in LEVELS[ORDER]:
        groups = WAREHOUSE_COUNT if level.by_warehouse else COMPANIES
        for group in range(groups):
            place = people.someone(level.role, np.array([group]), "tier", np.array([0]))
            rows.append(
                {
                    "definition": len(rows) + 1,
                    "level": level.number,
                    "group": group,
                    "company": int(WAREHOUSES["company"][group]) if level.by_warehouse else group,
                    "reviewer": int(people.ids(level.role, place)[0]),
                    "name_zh": _TIER_NAMES[level.number][0] + (f"·{plants[group]}" if level.by_warehouse else ""),
                    "name_en": _TIER_NAMES[level.number][1] + (f" {codes[group]}" if level.by_warehouse else ""),
                }
            )
    return pl.DataFrame(rows)
