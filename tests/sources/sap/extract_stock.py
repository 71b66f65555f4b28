"""Material documents and counts of the simulated group as rows of SAP tables.

Belongs here: MKPF, MSEG, MATDOC, IKPF, ISEG, MBEW. Does not belong here: the documents that move goods.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from tests.sources.sap.sap_files import Tables, amount, day, flag, hour, number
from tests.sources.sap.world import World


def write_moves(tables: Tables, world: World, *, is_s4: bool) -> None:
    headers = set()
    for move in world.moves:
        client = move.company.client
        header = {
            "budat": day(move.posted_on),
            "cpudt": day(move.at.date()),
            "cputm": hour(move.at),
            "usnam": move.user,
        }
        item = {
            "mblnr": move.number,
            "mjahr": move.year,
            "zeile": move.line,
            "bwart": move.movement,
            "matnr": move.item.number,
            "bukrs": move.company.code,
            "werks": move.plant,
            "lgort": move.location,
            "sobkz": move.special_stock,
            "shkzg": "S" if move.is_in else "H",
            "menge": number(move.quantity),
            "dmbtr": amount(move.value, move.company.currency),
            "kzbew": move.indicator,
            "kzvbr": "V" if move.is_consumed else "",
            "ebeln": move.order,
            "ebelp": move.order_line,
            "aufnr": move.production_order,
        }
        if is_s4:
            tables.put("matdoc", client, **item, **header, record_type="MDOC")
            # a copy that only calculates, as S/4 keeps them beside the documents
            if move.movement == "561":
                tables.put("matdoc", client, **(item | {"zeile": "9001"}), **header, record_type="MDOC_CP")
            continue
        tables.put("mseg", client, **item)
        if (client, move.number, move.year) not in headers:
            headers.add((client, move.number, move.year))
            tables.put("mkpf", client, mblnr=move.number, mjahr=move.year, **header)


def write_counts(tables: Tables, world: World) -> None:
    for item in world.counts:
        client = item.company.client
        move = item.move
        tables.put(
            "iseg",
            client,
            iblnr=item.number,
            gjahr="2026",
            zeili=item.line,
            matnr=item.item.number,
            werks=item.plant,
            lgort="0001",
            xzael=flag(item.counted_on),
            xloek=flag(item.is_deleted),
            zldat=day(item.counted_on),
            usnaz=item.user if item.counted_on else "",
            buchm=number(item.book),
            menge=number(item.found),
            mblnr=move.number if move else "",
            mjahr=move.year if move else "0000",
            zeile=move.line if move else "0000",
        )
    for key in {(item.company.client, item.number) for item in world.counts}:
        tables.put("ikpf", key[0], iblnr=key[1], gjahr="2026", zldat="20260220")


def write_valuations(tables: Tables, world: World) -> None:
    """What SAP itself has added up of each material in each plant; one plant is one valuation area."""
    totals: dict[tuple, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for move in world.moves:
        if move.reason is not None:
            total = totals[move.company, move.item.number, move.plant]
            total[0] += move.quantity if move.is_in else -move.quantity
            total[1] += move.value if move.is_in else -move.value
    for (company, item, plant), (quantity, value) in totals.items():
        tables.put(
            "mbew", company.client, matnr=item, bwkey=plant, bwtar="", vprsv="V", stprs="0.00", verpr="0.00", peinh="1",
            lbkum=number(quantity), salk3=amount(value, company.currency),
        )  # fmt: skip
