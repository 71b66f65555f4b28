"""The simulated group as SAP keeps it: rows of ECC or S/4 tables, made from the documents.

Belongs here: purchasing and change documents. Does not belong here: the other tables (`extract_*.py`), how values are
written (`sap_files.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.sources.sap import company as group
from tests.sources.sap.extract_accounting import write_accounting
from tests.sources.sap.extract_masters import write_masters
from tests.sources.sap.extract_production import write_production
from tests.sources.sap.extract_sales import write_sales
from tests.sources.sap.extract_stock import write_counts, write_moves, write_valuations
from tests.sources.sap.generator import Order, Release, Requisition
from tests.sources.sap.sap_files import Tables, amount, day, flag, hour, number
from tests.sources.sap.world import World


class Changes:
    """Change documents, numbered as they come."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._number = 0

    def log(
        self,
        client: str,
        kind: str,
        object_: str,
        user: str,
        at: datetime,
        lines: Sequence[tuple[str, str, str, str, str, str]],
    ) -> None:
        """`lines`: table, key behind the client, field, kind of change, old value, new value."""
        self._number += 1
        shared = {"mandant": client, "objectclas": kind, "objectid": object_, "changenr": f"{self._number:010d}"}
        self._tables.put("cdhdr", None, **shared, username=user, udate=day(at.date()), utime=hour(at), tcode="ME22N")
        for table, key, field, change, old, new in lines:
            self._tables.put(
                "cdpos",
                None,
                **shared,
                tabname=table.upper(),
                tabkey=client + key,
                fname=field,
                chngind=change,
                value_old=old,
                value_new=new,
            )


def write_extract(world: World, folder: Path, *, is_s4: bool = False) -> None:
    """Write all tables into a folder; S/4 has one table of material documents, and the status in the sales tables."""
    tables = Tables()
    changes = Changes(tables)
    write_masters(tables)
    for requisition in world.requisitions:
        _write_requisition(tables, changes, requisition)
    for order in world.orders:
        _write_order(tables, changes, order)
    write_moves(tables, world, is_s4=is_s4)
    write_counts(tables, world)
    write_valuations(tables, world)
    write_accounting(tables, world)
    write_sales(tables, changes, world, is_s4=is_s4)
    write_production(tables, changes, world)
    # the layout of VBAK is ECC's, without the status
    tables.write(folder, own_columns={"vbak"} if is_s4 else set())


def _release_fields(release: Release | None) -> dict[str, str]:
    if release is None:
        return {"frggr": "", "frgzu": "", "frgrl": "", "strategy": "", "status": "02"}
    return {
        "frggr": release.group,
        "frgzu": release.codes,
        "frgrl": flag(not release.is_complete),
        "strategy": release.strategy,
        "status": release.status,
    }


def _log_release(
    changes: Changes,
    client: str,
    kind: str,
    object_: str,
    table: str,
    keys: list[str],
    status_field: str,
    release: Release,
) -> None:
    for event in release.events:
        lines = []
        for key in keys:
            if event.old_codes != event.new_codes:
                lines.append((table, key, "FRGZU", "U", event.old_codes, event.new_codes))
            if event.old_status != event.new_status:
                lines.append((table, key, status_field, "U", event.old_status, event.new_status))
        changes.log(client, kind, object_, event.user, event.at, lines)


def _write_requisition(tables: Tables, changes: Changes, requisition: Requisition) -> None:
    client, banfn = requisition.client, requisition.number
    keys = [banfn + item.line for item in requisition.items]
    changes.log(
        client,
        "BANF",
        banfn,
        requisition.creator,
        requisition.created,
        [("eban", key, "KEY", "I", "", "") for key in keys],
    )
    for item, key in zip(requisition.items, keys, strict=True):
        fields = _release_fields(item.release)
        ordered = item.ordered_as or ("", "00000")
        tables.put(
            "eban",
            client,
            banfn=banfn,
            bnfpo=item.line,
            bsart="NB",
            loekz=flag(item.is_deleted),
            ebakz="",
            ernam=requisition.creator,
            erdat=day(date(2026, 12, 1)),
            badat=day(requisition.created.date()),
            lfdat=day(item.needed_by),
            matnr=item.item.number,
            werks=item.plant,
            ekgrp="001",
            pstyp="9" if item.item.is_service else "0",
            menge=number(item.quantity),
            meins=item.item.unit,
            preis=amount(item.price * 10, requisition.currency),
            peinh="10",
            waers=requisition.currency,
            frggr=fields["frggr"],
            frgst=fields["strategy"],
            frgzu=fields["frgzu"],
            frgrl=fields["frgrl"],
            banpr=fields["status"],
            gsfrg=flag(requisition.is_released_as_a_whole),
            ebeln=ordered[0],
            ebelp=ordered[1],
            bsmng=number(item.quantity if item.ordered_as else 0),
            frgdt=day(date(2026, 12, 2)),
        )
        if item.release and not requisition.is_released_as_a_whole:
            _log_release(changes, client, "BANF", banfn, "eban", [key], "BANPR", item.release)
        if item.is_deleted:
            at = _deletion_of(requisition.created, item.release)
            changes.log(client, "BANF", banfn, requisition.creator, at, [("eban", key, "LOEKZ", "U", "", "X")])
    release = requisition.items[0].release
    if release and requisition.is_released_as_a_whole:
        _log_release(changes, client, "BANF", banfn, "eban", keys, "BANPR", release)


def _deletion_of(created: datetime, release: Release | None) -> datetime:
    """A requisition item is deleted an hour after the last that happened to it."""
    last = max([created, *(event.at for event in release.events)] if release else [created])
    return last + timedelta(hours=1)


def _write_order(tables: Tables, changes: Changes, order: Order) -> None:
    client, ebeln = order.client, order.number
    fields = _release_fields(order.release)
    rate = (
        group.RATES[order.company.currency, order.currency][0]
        if order.currency != order.company.currency
        else Decimal(1)
    )
    tables.put(
        "ekko",
        client,
        ebeln=ebeln,
        bukrs=order.company.code,
        bstyp=order.category,
        bsart="NB",
        loekz="",
        aedat=day(order.created.date()),
        ernam=order.buyer,
        lifnr=order.supplier,
        reswk="",
        ekgrp=order.group,
        ekorg="1000",
        bedat=day(order.created.date()),
        waers=order.currency,
        wkurs=number(rate, 5),
        konnr="",
        frggr=fields["frggr"],
        frgsx=fields["strategy"],
        frgzu=fields["frgzu"],
        frgke="",
        frgrl=fields["frgrl"],
        procstat=fields["status"],
        memory="",
    )
    changes.log(client, "EINKBELEG", ebeln, order.buyer, order.created, [("ekko", ebeln, "KEY", "I", "", "")])
    if order.release:
        _log_release(changes, client, "EINKBELEG", ebeln, "ekko", [ebeln], "PROCSTAT", order.release)
    for item in order.items:
        key = ebeln + item.line
        requisition = item.requisition or ("", "00000")
        tables.put(
            "ekpo",
            client,
            ebeln=ebeln,
            ebelp=item.line,
            loekz="L" if item.deleted else "",
            matnr=item.item.number,
            bukrs=order.company.code,
            werks=item.plant,
            menge=number(item.quantity),
            meins="KI" if item.stock_units > 1 else item.item.unit,
            umrez=item.stock_units,
            umren="1",
            netwr=amount(item.amount, order.currency),
            pstyp="9" if item.item.is_service else "0",
            retpo=flag(item.is_return),
            elikz=flag(item.is_completed),
            wepos=flag(not item.item.is_service),
            plifz="0" if item.plant.endswith("200") else "9",
            banfn=requisition[0],
            bnfpo=requisition[1],
            konnr=item.contract or "",
            knttp="K" if item.is_consumed else "",
            txz01="x",
            matkl="01",
        )
        if item.created:
            changes.log(client, "EINKBELEG", ebeln, order.buyer, item.created, [("ekpo", key, "KEY", "I", "", "")])
        if item.deleted:
            changes.log(client, "EINKBELEG", ebeln, order.buyer, item.deleted, [("ekpo", key, "LOEKZ", "U", "", "L")])
        for line in item.schedule:
            tables.put(
                "eket",
                client,
                ebeln=ebeln,
                ebelp=item.line,
                etenr=line.number,
                eindt=day(line.promised),
                slfdt=day(line.first),
                menge=number(line.quantity),
                banfn=requisition[0],
                bnfpo=requisition[1],
            )
            if line.added:
                changes.log(
                    client,
                    "EINKBELEG",
                    ebeln,
                    order.buyer,
                    line.added,
                    [("eket", key + line.number, "KEY", "I", "", "")],
                )
            for at, old, new in line.changes:
                changes.log(
                    client,
                    "EINKBELEG",
                    ebeln,
                    order.buyer,
                    at,
                    [("eket", key + line.number, "EINDT", "U", day(old), day(new))],
                )
        for receipt in item.receipts:
            tables.put(
                "ekbe",
                client,
                ebeln=ebeln,
                ebelp=item.line,
                zekkn="00",
                vgabe="1",
                gjahr=receipt.posted_on.year,
                belnr=receipt.number,
                buzei="0001",
                bewtp="E",
                bwart=receipt.movement,
                budat=day(receipt.posted_on),
                cpudt=day(receipt.at.date()),
                cputm=hour(receipt.at),
                menge=number(abs(receipt.quantity)),
                shkzg="S" if receipt.quantity > 0 else "H",
                matnr=item.item.number,
                werks=item.plant,
                ernam=receipt.user,
            )
