"""Masters and settings of the simulated group as rows of SAP tables.

Belongs here: companies, people, goods, partners, rates, release strategies. Does not belong here: documents.
"""

from __future__ import annotations

from tests.sources.sap import company as group
from tests.sources.sap.sap_files import Tables, day, flag, number


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
