"""The life of a requisition: submitted, approved by its department's head, sometimes sent back or forgotten.

Belongs here: the requisition's own changes. Does not belong here: what is needed (`procurement.py`).
"""

from __future__ import annotations

from datetime import datetime

from seeds.demo_erp.company import Person
from seeds.demo_erp.documents import StatusChange
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.world import World

FORGOTTEN_SHARE = 0.03
REJECTED_SHARE, RESUBMITTED_SHARE = 0.09, 0.65
# Median working hours until a department's head decides; one is known for it
HEAD_HOURS, SLOW_HEAD_HOURS = 2.5, 9.0
REQUESTING_ROLES = ("requester", "planner", "storekeeper", "storekeeper_south", "seller")


def pick_requester(world: World, chance: Chance, department: str, at: datetime) -> Person:
    """Someone of the department; now and then its head, who then approves the own request."""
    if chance.happens(0.03):
        return world.company.head(department)
    return chance.one_of(world.company.staff(*REQUESTING_ROLES, department=department, on=world.day(at)))


def live(world: World, chance: Chance, requester: Person, created_at: datetime) -> list[StatusChange]:
    """The changes up to approval or refusal; the last one tells which."""
    head = world.company.head(requester.department)
    median = SLOW_HEAD_HOURS if requester.department == "PROD2" else HEAD_HOURS
    submitted = StatusChange("submitted", world.after(created_at, chance.hours(0.4)), requester.login)
    changes = [submitted]
    at = world.after(submitted.at, chance.hours(median, 0.9))
    rejected_share = REJECTED_SHARE
    if chance.happens(FORGOTTEN_SHARE):
        # found again weeks later, when half of them have settled themselves
        at = world.after(submitted.at, chance.uniform(60, 200))
        rejected_share = 0.5
    if chance.happens(rejected_share):
        changes.append(StatusChange("rejected", at, head.login))
        if not chance.happens(RESUBMITTED_SHARE):
            return changes
        at = world.after(at, chance.hours(5.0))
        changes.append(StatusChange("draft", at, requester.login))
        at = world.after(at, chance.hours(0.7))
        changes.append(StatusChange("submitted", at, requester.login))
        at = world.after(at, chance.hours(median))
    changes.append(StatusChange("approved", at, head.login))
    return changes
