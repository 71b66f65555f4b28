"""Masters, accounting, sales and production of the simulated group as rows of SAP tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.sources.sap import company as group
from tests.sources.sap.operations import Billing, Sale
from tests.sources.sap.sap_files import Tables, amount, day, flag, hour, number
from tests.sources.sap.world import World

YEAR = "2026"


def write_masters(tables: Tables) -> None:
    for company in group.COMPANIES:
        tables.put("t001", company.client, bukrs=company.code, butxt=f"Company {company.code}", waers=company.currency)
        for plant in company.plants:
            tables.put("t001w", company.client, werks=plant, name1=f"Plant {plant}", bwkey=plant)
            tables.put("t001k", company.client, bwkey=plant, bukrs=company.code)
    tables.put("tcurx", None, currkey="JPY", currdec="0")
    for client in group.CLIENTS:
        _write_people(tables, client)
        _write_goods(tables, client)
        for supplier in group.SUPPLIERS:
            tables.put(
                "lfa1",
                client,
                lifnr=supplier,
                name1=f"供应商 {supplier[-2:]}",
                name2="Co",
                stceg="",
                stcd1=f"91{supplier}",
                loevm="",
                sperm=flag(supplier.endswith("8")),
                erdat="20240102",
            )
        for customer in group.CUSTOMERS:
            tables.put(
                "kna1",
                client,
                kunnr=customer,
                name1=f"客户 {customer[-2:]}",
                stceg="DE1",
                loevm=flag(customer.endswith("6")),
                erdat="20240103",
            )
        currencies = {company.currency for company in group.COMPANIES if company.client == client}
        for (own, other), (rate, units, own_units, _) in group.RATES.items():
            if own in currencies:
                key = {"kurst": "M", "fcurr": other, "tcurr": own}
                inverted = 99999999 - int(day(group.RATES_SINCE))
                tables.put("tcurr", client, **key, gdatu=inverted, ukurs=number(rate, 5))
                tables.put("tcurf", client, **key, gdatu=99999999 - 20000101, ffact=units, tfact=own_units)
        for (group_, strategy), codes in group.STRATEGIES.items():
            tables.put(
                "t16fs",
                client,
                frggr=group_,
                frgsx=strategy,
                **{f"frgc{place}": codes[place - 1][0] if place <= len(codes) else "" for place in range(1, 9)},
            )
            for code, _ in codes:
                if code in group.CODE_NAMES and strategy in ("S3", "R1"):
                    for language, name in zip("1E", group.CODE_NAMES[code], strict=True):
                        tables.put("t16fd", client, spras=language, frggr=group_, frgco=code, frgct=name)


def _write_people(tables: Tables, client: str) -> None:
    for user in group.USERS:
        tables.put(
            "usr02",
            client,
            bname=user,
            ustyp="B" if user == group.PAYER else "A",
            uflag="64" if user == "CHIEF3" else "0",
            gltgb="00000000",
            trdat="20260401",
            ltime="083000",
        )
        center = group.COST_CENTERS.get(user.rstrip("123"), "")
        tables.put("usr21", client, bname=user, persnumber=f"P{user}", addrnumber="", kostl=center)
        tables.put(
            "adrp",
            None,
            client=client,
            persnumber=f"P{user}",
            date_from="00010101",
            nation="",
            name_text=f"Name of {user}",
        )
    for center in group.COST_CENTERS.values():
        tables.put("csks", client, kokrs="1000", kostl=center, datbi="99991231", bukrs="1000")
        tables.put("cskt", client, spras="1", kokrs="1000", kostl=center, datbi="99991231", ktext=f"部门{center[-4:]}")
    for purchasing_group in group.GROUPS:
        tables.put("t024", client, ekgrp=purchasing_group, eknam=f"Group {purchasing_group}")


def _write_goods(tables: Tables, client: str) -> None:
    for item in group.ITEMS:
        tables.put(
            "mara", client, matnr=item.number, matkl="01", mtart=item.kind, meins=item.unit, lvorm="", ersda="20240101"
        )
        for language, name in (("1", item.zh), ("E", item.en), ("D", item.de)):
            if name:
                tables.put("makt", client, matnr=item.number, spras=language, maktx=name)
        for plant in {plant for company in group.COMPANIES if company.client == client for plant in company.plants}:
            tables.put("marc", client, matnr=item.number, werks=plant, plifz="14")
    for unit, zh, en in (("ST", "个", "PC"), ("KG", "公斤", "KG")):
        tables.put("t006a", client, spras="1", msehi=unit, mseh3=zh)
        tables.put("t006a", client, spras="E", msehi=unit, mseh3=en)


def _settled(
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
            _settled(
                tables,
                "bsak",
                each.client,
                {"lifnr": each.order.supplier},
                item | {"buzei": "001", "dmbtr": amount(own, company.currency)},
                each,
                company,
                own,
            )


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
        _settled(
            tables,
            "bsad",
            client,
            {"kunnr": sale.customer},
            item_ | {"dmbtr": amount(own, company.currency)},
            billing,
            company,
            own,
        )


def write_production(tables: Tables, changes: Any, world: World) -> None:
    tables.put("crhd", "100", objty="A", objid="00000077", arbpl="ASSEMBLY")
    for index, order in enumerate(world.productions, 1):
        client, routing = order.company.client, f"{index:010d}"
        key = {"aufnr": order.number}
        tables.put(
            "aufk",
            client,
            **key,
            autyp="10",
            auart="PP01",
            bukrs=order.company.code,
            werks=order.plant,
            ernam=order.planner,
            erdat=day(order.created.date()),
            erfzeit=hour(order.created),
            loekz=flag(order.is_deleted),
            phas1=flag(order.released),
            phas2="",
            phas3="",
            idat2="00000000",
        )
        if order.is_deleted:
            changes.log(
                client,
                "ORDER",
                order.number,
                order.planner,
                order.created.replace(hour=18, minute=0, second=0),
                [("aufk", order.number, "LOEKZ", "U", "", "X")],
            )
        ended, planned = order.ended, order.planned
        tables.put(
            "afko",
            client,
            **key,
            aufpl=routing,
            gstrs=day(planned[0].date()),
            gsuzs=hour(planned[0]),
            gltrs=day(planned[1].date()),
            gluzs=hour(planned[1]),
            ftrmi=day(order.released),
            gstri=day(order.started.date() if order.started else None),
            gsuzi=hour(order.started),
            gltri=day(ended.date() if ended else None),
            getri=day(ended.date() if ended else None),
            geuzi=hour(ended),
            iasmg=number(order.scrapped),
            rmnga=number(0),
            gamng=number(order.quantity),
        )
        tables.put(
            "afpo",
            client,
            **key,
            posnr="0001",
            matnr=order.item.number,
            dwerk=order.plant,
            psmng=number(order.quantity),
            wemng=number(order.good),
            umrez="1",
            umren="1",
        )
        step = {"aufpl": routing, "aplzl": "00000001"}
        tables.put("afvc", client, **step, vornr="0010", ltxa1="Assemble", arbid="00000077", loekz="")
        tables.put(
            "afvv",
            client,
            **step,
            fsavd=day(planned[0].date()),
            fsavz=hour(planned[0]),
            fsedd=day(planned[1].date()),
            fsedz=hour(planned[1]),
            isdd=day(order.started.date() if order.started else None),
            isdz=hour(order.started),
            iedd=day(ended.date() if ended else None),
            iedz=hour(ended),
            mgvrg=number(order.quantity),
            bmsch=number(10),
            vgw01=number(30),
            vge01="MIN",
            vgw02=number(Decimal("0.5")),
            vge02="H",
            lmnga=number(order.good),
            xmnga=number(order.scrapped),
            rmnga=number(0),
        )
        confirmed = [(setup, run, "", "00000000") for setup, run in order.confirmations]
        if order.has_reversed_confirmation:
            confirmed += [(Decimal(999), Decimal(999), "X", "00000000"), (Decimal(-999), Decimal(-999), "", "00000003")]
        for counter, (setup, run, reversed_, reverses) in enumerate(confirmed, 1):
            last = counter == len(order.confirmations) and order.ended
            tables.put(
                "afru",
                client,
                rueck=routing,
                rmzhl=f"{counter:08d}",
                **step,
                ism01=number(setup),
                ile01="MIN",
                ism02=number(run / 60, 6),
                ile02="STD",
                ernam=order.planner,
                aueru=flag(last),
                stokz=reversed_,
                stzhl=reverses,
            )
