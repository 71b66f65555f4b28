"""Shared ground of the product: settings, paths, errors, languages, the published pointer, the command line.

What belongs here: what `pipelines/`, `kpis/` and `dashboards/` all need. What does not: any step that
moves, transforms or shows data. Nothing but `cockpit.cli` may import those packages.
"""
