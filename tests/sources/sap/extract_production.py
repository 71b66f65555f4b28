"""Production orders, operations and confirmations as rows of SAP tables.

Belongs here: AUFK to AFRU. Does not belong here: the moves of goods (`extract_stock.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.sources.sap.sap_files import Tables, day, flag, hour, number
from tests.sources.sap.world import World


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
