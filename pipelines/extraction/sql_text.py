"""Names and texts as they stand in SQL.

Belongs here: quoting. Does not belong here: any query.
"""

from __future__ import annotations


def quoted(identifier: str) -> str:
    """An identifier in double quotes."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes."""
    return "'" + text.replace("'", "''") + "'"
