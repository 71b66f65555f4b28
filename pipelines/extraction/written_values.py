"""Texts as values: the SQL that turns what a file says into the type that the package declares.

Belongs here: expressions, strict ones for reading and trying ones for finding what did not fit. Does not belong here:
files.
"""

from __future__ import annotations

from pipelines.extraction.file_format import FileFormat
from pipelines.extraction.sql_text import decimal_of, literal


def value(column: str, declared: str, written: FileFormat, zone: str, *, trying: bool = False) -> str:
    """A column of text as its declared type; what does not fit is an error, or null when `trying`.

    Stamps are in the zone of the source; those that name their own offset are brought into it.
    """
    if declared == "VARCHAR":
        return column
    cast = "try_cast" if trying else "cast"
    text = f"nullif(trim({column}), '')"
    if declared in ("DATE", "TIMESTAMP"):
        return _moment(text, declared, written, zone, trying=trying)
    if declared == "BOOLEAN":
        return f"{cast}({text} as BOOLEAN)"
    number = _number(text, written)
    if declared == "BIGINT":
        # a cast would round 1.5 to 2; "3.00" is a whole number, though
        whole = f"regexp_full_match({number}, '[+-]?[0-9]+([.]0*)?')"
        number = f"case when {whole} then split_part({number}, '.', 1) else '?' || {number} end"
    elif written.kind == "excel":
        # cells are binary numbers; 15 digits are what Excel itself shows of them
        number = f"format('{{:.15g}}', {cast}({number} as DOUBLE))"
    return decimal_of(number, declared, cast) if declared.startswith("DECIMAL") else f"{cast}({number} as {declared})"


def _number(text: str, written: FileFormat) -> str:
    if written.thousands_separator:
        text = f"replace({text}, {literal(written.thousands_separator)}, '')"
    if written.decimal_separator == ",":
        # a point that was not declared as a separator must not become one
        text = f"translate({text}, ',.', '.?')"
    if written.trailing_minus:
        text = f"case when right({text}, 1) = '-' then '-' || rtrim(left({text}, -1)) else {text} end"
    return text


def _moment(text: str, declared: str, written: FileFormat, zone: str, *, trying: bool) -> str:
    cast, parse = ("try_cast", "try_strptime") if trying else ("cast", "strptime")
    if written.no_date_texts:
        listed = ", ".join(literal(each) for each in written.no_date_texts)
        text = f"case when {text} in ({listed}) then null else {text} end"
    pattern = written.date_format if declared == "DATE" else written.timestamp_format
    if pattern:
        return f"{cast}({parse}({text}, {literal(pattern)}) as {declared})"
    plain = f"{cast}({text} as {declared})"
    if declared == "DATE":
        return plain
    # a cast to a stamp without zone would drop the offset
    has_offset = f"regexp_matches({text}, '^.{{11}}.*(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$')"
    return f"case when {has_offset} then timezone({literal(zone)}, {cast}({text} as TIMESTAMPTZ)) else {plain} end"
