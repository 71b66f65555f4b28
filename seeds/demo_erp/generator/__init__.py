"""Invents the demo company's year and returns it as a `History`; knows nothing of any ERP's tables."""

from seeds.demo_erp.generator.story import generate

__all__ = ["generate"]
