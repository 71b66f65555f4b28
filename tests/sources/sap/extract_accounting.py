"""Invoices, payments and their accounting documents as rows of SAP tables.

Belongs here: suppliers' invoices, and what settles items of accounts. Does not belong here: billing documents.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.sources.sap import company as group
from tests.sources.sap.sap_files import Tables, amount, day, flag, hour, number
from tests.sources.sap.world import World

YEAR = "2026"


def settle(
    tables: Tables,
    table: str,
    client: str,
    partner: dict[str, str],
    item: dict[str, Any],
    settled: Any,
    company: Any,
    value: Decimal,
) -> None:
    """The invoice's item among the settled ones, and the payment's own where there is one."""
    at, on = settled.paid
    clearing = {"augbl": settled.settled_by, "augdt": day(on), "auggj": YEAR}
    key = (client, company.code, settled.settled_by)
    tables.put(table, client, bukrs=company.code, **partner, **clearing, **item)
    known = {(row["mandt"], row["bukrs"], row["belnr"]) for row in tables.rows("bkpf")[-400:]}
    if key not in known:
        tables.put(
            "bkpf",
            client,
            bukrs=company.code,
            belnr=settled.settled_by,
            gjahr=YEAR,
            blart="ZP",
            awtyp="BKPF",
            awkey=f"{settled.settled_by}{company.code}{YEAR}",
            cpudt=day(at.date()),
            cputm=hour(at),
            usnam=group.PAYER,
            budat=day(on),
            bldat=day(on),
            waers=company.currency,
        )
    if settled.settlement == "payment":
        tables.put(
            table,
            client,
            bukrs=company.code,
            **partner,
            **clearing,
            belnr=settled.settled_by,
            gjahr=YEAR,
            buzei="001",
            shkzg="S" if table == "bsak" else "H",
            dmbtr=amount(value, company.currency),
            zfbdt=day(on),
        )


def write_accounting(tables: Tables, world: World) -> None:
    for index, each in enumerate(world.invoices):
        company, currency = each.order.company, each.order.currency
        rate = group.RATES[company.currency, currency][0] if currency != company.currency else Decimal(1)
        terms = {"zfbdt": day(each.document_date), **{f"zbd{n}t": str(days) for n, days in enumerate(each.terms, 1)}}
        tables.put(
            "rbkp",
            each.client,
            belnr=each.number,
            gjahr=YEAR,
            bukrs=company.code,
            lifnr=each.order.supplier,
            bldat=day(each.document_date),
            cpudt=day(each.entered.date()),
            cputm=hour(each.entered),
            usnam=each.user,
            waers=currency,
            kursf=number(rate, 5),
            xrech=flag(not each.is_credit),
            rbstat="A" if each.is_parked else "5",
            stblg=each.reversed_by or each.reverses or "",
            **terms,
        )
        total = Decimal(0)
        for line, (item, quantity, value) in enumerate(each.lines, 1):
            total += value
            tables.put(
                "rseg",
                each.client,
                belnr=each.number,
                gjahr=YEAR,
                buzei=f"{line:06d}",
                ebeln=each.order.number,
                ebelp=item.line,
                matnr=item.item.number,
                shkzg="H" if each.is_credit else "S",
                menge=number(quantity),
                wrbtr=amount(value, currency),
            )
        if each.is_parked:
            continue
        own = group.money(total * group.worth(company, currency), company.currency)
        document = {"belnr": f"51{index:08d}", "gjahr": YEAR}
        item = {**document, "buzei": "1", "shkzg": "S" if each.is_credit else "H", **terms}
        tables.put(
            "bkpf",
            each.client,
            bukrs=company.code,
            **document,
            blart="RE",
            awtyp="RMRP",
            awkey=each.number + YEAR,
            cpudt=day(each.entered.date()),
            cputm=hour(each.entered),
            usnam=each.user,
            waers=currency,
        )
        tables.put("bseg", each.client, bukrs=company.code, **item, koart="K", augbl=each.settled_by or "")
        if each.paid:
            settle(
                tables,
                "bsak",
                each.client,
                {"lifnr": each.order.supplier},
                item | {"buzei": "001", "dmbtr": amount(own, company.currency)},
                each,
                company,
                own,
            )
