"""A simulated life as an Odoo 18 database."""
