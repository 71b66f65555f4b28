"""The cases of the KPIs of production as the simulation knows them.

Belongs here: released production orders, and what the ERP lets anybody know of them. Does not belong here: how values
are formed from cases, and what production does to stock (`stock_truth.py`).
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cached_property

from tests.acceptance.truth import Case
from tests.acceptance.working_time import local
from tests.simulation.recorded import EPOCH, Row
from tests.simulation.truth import SimulatedTruth, month_of


class ProductionTruth(SimulatedTruth):
    """Production orders of one simulated life. What nobody released is no case."""

    def _off_by(self, defect: str) -> dict[int, float]:
        return self.defects.of("production_orders", f"production_orders.{defect}")

    @cached_property
    def _orders(self) -> list[tuple[Row, datetime | None]]:
        """Released orders, each with the moment that the ERP says it was completed at."""
        ended_wrongly = self._off_by("ended_before_start")
        found = []
        for order in self.rows("production_orders"):
            if order["released_at"] is None:
                continue
            completed = order["completed_at"]
            if order["id"] in ended_wrongly:
                completed = EPOCH + timedelta(seconds=ended_wrongly[order["id"]])
            found.append((order, completed))
        return found

    def _order_case(self, order: Row, opened: date) -> Case:
        warehouse = self._rows_of_positions[order["position"]]["warehouse"]
        return self.case(str(order["id"]), opened, warehouse, order["planned_by"])

    @cached_property
    def _rows_of_positions(self) -> list[Row]:
        return self.rows("positions")

    def lead_time(self) -> list[Case]:
        cases = []
        for order, completed in self._orders:
            case = self._order_case(order, local(order["released_at"]).date())
            if completed is not None and completed < order["released_at"]:
                case.excluded, case.reason = case.opened, "completed_before_release"
            elif completed is not None:
                case.measured = local(completed).date()
                case.value = (completed - order["released_at"]).total_seconds() / 86400
            cases.append(case)
        return cases

    def schedule_attainment(self) -> list[Case]:
        """Odoo 18 writes the end over the plan, and was read once: no completed order has a plan any more.

        So where a company completed any order of a month, nothing can be said about the others of it either.
        """
        without_quantity = self._off_by("quantity_not_positive")
        planned_wrongly = self._off_by("planned_end_before_start")
        cases = []
        for order, completed in self._orders:
            planned = None
            if completed is None:
                off_by = planned_wrongly.get(order["id"])
                moment = order["planned_end_at"] if off_by is None else EPOCH + timedelta(seconds=off_by)
                planned = local(moment).date()
            released = local(order["released_at"]).date()
            case = self._order_case(order, min(released, planned or released))
            if order["id"] in without_quantity:
                case.excluded, case.reason = case.opened, "quantity_not_positive"
            elif planned is None:
                case.excluded, case.reason = case.opened, "plan_missing"
            elif self._completed_of[case.company, month_of(order["released_at"])]:
                case.excluded, case.reason = case.opened, "plans_of_most_missing"
            elif planned < self.today:
                case.measured, case.value = planned, 0.0
            cases.append(case)
        return cases

    @cached_property
    def _completed_of(self) -> Counter[tuple[str, date]]:
        """Completed orders by company and month of release."""
        return Counter(
            (self._order_case(order, self.today).company, month_of(order["released_at"]))
            for order, completed in self._orders
            if completed is not None
        )

    def scrap_rate(self) -> list[Case]:
        cases = []
        for order, completed in self._orders:
            released = local(order["released_at"]).date()
            ended = completed and local(completed).date()
            case = self._order_case(order, min(released, ended or released))
            if ended is not None:
                # what came out is what was made, whatever was written over the planned quantity
                case.measured, case.value, case.out_of = ended, float(order["scrapped"]), float(order["quantity"])
            cases.append(case)
        return cases

    def first_pass_yield(self) -> list[Case]:
        """The simulation reworks, and Odoo has no place for it."""
        cases = self.scrap_rate()
        for case in cases:
            if case.measured is not None:
                case.measured, case.value, case.out_of = None, None, 1.0
                case.excluded, case.reason = case.opened, "rework_not_recorded"
        return cases
