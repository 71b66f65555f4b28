"""Turns a `History` into the rows of an Odoo 18 database; invents nothing.

Belongs here: ids, names, states, labels, audit trail and messages as Odoo and its OCA add-ons keep them. Does
not belong here: any decision about what happens.
"""

from seeds.demo_erp.odoo.odoo_tables import odoo_tables

__all__ = ["odoo_tables"]
