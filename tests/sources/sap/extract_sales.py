"""Sales, deliveries and billing as rows of SAP tables.

Belongs here: VBAK to VBRP with their accounting. Does not belong here: what settles items (`extract_accounting.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.sources.sap import company as group
from tests.sources.sap.extract_accounting import YEAR, settle
from tests.sources.sap.sales import Billing, Sale
from tests.sources.sap.sap_files import Tables, amount, day, flag, hour, number
from tests.sources.sap.world import World


def write_sales(tables: Tables, changes: Any, world: World, *, is_s4: bool) -> None:
    for sale in world.sales:
        client, vbeln, company = sale.company.client, sale.number, sale.company
        total = sum((item.quantity * item.price for item in sale.items), Decimal(0))
        rejected = "C" if all(item.is_rejected for item in sale.items) else "A"
        tables.put(
            "vbak",
            client,
            vbeln=vbeln,
            vbtyp=sale.category,
            auart="TA",
            erdat=day(sale.created.date()),
            erzet=hour(sale.created),
            audat=day(sale.created.date()),
            ernam=sale.seller,
            kunnr=sale.customer,
            bukrs_vf=company.code,
            vdatu=day(sale.requested),
            waerk=sale.currency,
            netwr=amount(total, sale.currency),
            **({"abstk": rejected} if is_s4 else {}),
        )
        if not is_s4:
            tables.put("vbuk", client, vbeln=vbeln, abstk=rejected, gbstk="A")
        for item in sale.items:
            key = vbeln + item.line
            tables.put(
                "vbap",
                client,
                vbeln=vbeln,
                posnr=item.line,
                matnr=item.item.number,
                werks=item.plant,
                erdat=day(sale.created.date()),
                erzet=hour(sale.created),
                kwmeng=number(item.quantity),
                umvkz="1",
                umvkn="1",
                waerk=sale.currency,
                netwr=amount(item.quantity * item.price, sale.currency),
                abgru="90" if item.is_rejected else "",
            )
            line = item.schedule[0]
            tables.put(
                "vbep",
                client,
                vbeln=vbeln,
                posnr=item.line,
                etenr="0001",
                edatu=day(line.promised),
                bmeng=number(item.quantity),
            )
            tables.put("vbep", client, vbeln=vbeln, posnr=item.line, etenr="0002", edatu="20271231", bmeng=number(0))
            for at, old, new in line.changes:
                changes.log(
                    client,
                    "VERKBELEG",
                    vbeln,
                    sale.seller,
                    at,
                    [("vbep", key + "0001", "EDATU", "U", day(old), day(new))],
                )
            for delivery in item.deliveries:
                shipped = delivery.shipped
                tables.put(
                    "likp",
                    client,
                    vbeln=delivery.number,
                    vbtyp="J",
                    ernam="CLERK1",
                    erdat=day(delivery.created.date()),
                    erzet=hour(delivery.created),
                    wadat_ist=day(shipped[1] if shipped else None),
                    spe_wauhr_ist=hour(shipped[0])
                    if shipped and is_s4 and shipped[0].date() == shipped[1]
                    else "000000",
                )
                tables.put(
                    "lips",
                    client,
                    vbeln=delivery.number,
                    posnr=delivery.line,
                    vgbel=vbeln,
                    vgpos=item.line,
                    matnr=item.item.number,
                    werks=item.plant,
                    lgmng=number(delivery.quantity),
                )
                if shipped:
                    tables.put(
                        "vbfa",
                        client,
                        vbelv=delivery.number,
                        posnv=delivery.line,
                        vbeln=delivery.document,
                        posnn="0001",
                        vbtyp_n="R",
                        mjahr=shipped[1].year,
                        erdat=day(shipped[0].date()),
                        erzet=hour(shipped[0]),
                    )
        for billing in sale.billings:
            _write_billing(tables, sale, billing)


def _write_billing(tables: Tables, sale: Sale, billing: Billing) -> None:
    client, company = sale.company.client, sale.company
    rate = group.RATES[company.currency, sale.currency][0] if sale.currency != company.currency else Decimal(1)
    tables.put(
        "vbrk",
        client,
        vbeln=billing.number,
        vbtyp=billing.kind,
        fktyp="L",
        bukrs=company.code,
        kunrg=sale.customer,
        fkdat=day(billing.created.date()),
        erdat=day(billing.created.date()),
        erzet=hour(billing.created),
        ernam=sale.seller,
        waerk=sale.currency,
        kurrf=number(rate, 5),
        fksto=flag(billing.is_cancelled),
        rfbsk="C",
    )
    total = Decimal(0)
    for line, (item, quantity, value) in enumerate(billing.lines, 1):
        total += value
        tables.put(
            "vbrp",
            client,
            vbeln=billing.number,
            posnr=f"{line:06d}",
            aubel=sale.number,
            aupos=item.line,
            matnr=item.item.number,
            fkimg=number(quantity),
            netwr=amount(value, sale.currency),
        )
    own = group.money(total * group.worth(company, sale.currency), company.currency)
    document = {"belnr": billing.number, "gjahr": YEAR}
    item_ = {
        **document,
        "buzei": "001",
        "shkzg": "H" if billing.kind == "N" else "S",
        "zfbdt": day(billing.created.date()),
        "zbd1t": "30",
    }
    tables.put(
        "bkpf",
        client,
        bukrs=company.code,
        **document,
        blart="RV",
        awtyp="VBRK",
        awkey=billing.number,
        cpudt=day(billing.created.date()),
        cputm=hour(billing.created),
        usnam=sale.seller,
        waers=sale.currency,
    )
    tables.put("bseg", client, bukrs=company.code, **item_, koart="D", augbl=billing.settled_by or "")
    if billing.paid:
        settle(
            tables,
            "bsad",
            client,
            {"kunnr": sale.customer},
            item_ | {"dmbtr": amount(own, company.currency)},
            billing,
            company,
            own,
        )
