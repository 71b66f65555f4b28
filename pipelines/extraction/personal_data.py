"""Personal data: columns that point to a person become pseudonyms before anything is written to disk.

Belongs here: the installation's choice and the SQL of a pseudonym. Does not belong here: which columns are personal
(the ERP packages say so), or reading them.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

import duckdb

from cockpit.errors import ConfigurationError
from cockpit.settings import Settings
from pipelines.extraction.sql_text import literal

BLOCK_BYTES = 64
SHOWN_DIGITS = 24
INNER, OUTER = "pseudonym_inner", "pseudonym_outer"


@dataclass(frozen=True)
class PersonalDataChoice:
    """What an installation does with personal columns. `key` is None where they are kept."""

    key: bytes | None = None

    @property
    def name(self) -> str:
        """What a batch's manifest says: `kept`, or `pseudonymised` with a fingerprint of the key."""
        if self.key is None:
            return "kept"
        return f"pseudonymised:{hashlib.sha256(b'fingerprint' + self.key).hexdigest()[:8]}"

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give the connection the key's two halves as variables: the key itself never stands in a statement."""
        if self.key is None:
            return
        short = self.key if len(self.key) <= BLOCK_BYTES else hashlib.sha256(self.key).digest()
        key = short.ljust(BLOCK_BYTES, b"\0")
        for variable, pad in ((INNER, 0x36), (OUTER, 0x5C)):
            connection.execute(f"SET VARIABLE {variable} = ?::blob", [bytes(byte ^ pad for byte in key)])

    def pseudonym(self, expression: str, exceptions: tuple[str, ...] = (), where: str | None = None) -> str:
        """The SQL of a text's pseudonym: `p_` and 24 digits of HMAC-SHA256 (RFC 2104); null and exceptions stay, and
        all rows that do not satisfy `where`.

        The same value has the same pseudonym in every table and run, so that joins and counts hold.
        """
        if self.key is None:
            return expression
        inner = f"unhex(sha256(getvariable('{INNER}') || encode({expression})))"
        digest = f"sha256(getvariable('{OUTER}') || {inner})"
        kept = " or ".join([f"{expression} is null", *(f"{expression} = {literal(text)}" for text in exceptions)])
        if where:
            kept += f" or ({where}) is not true"
        return f"case when {kept} then {expression} else 'p_' || left({digest}, {SHOWN_DIGITS}) end"


def personal_data_choice(settings: Settings) -> PersonalDataChoice:
    """The installation's choice.

    Raises:
        ConfigurationError: pseudonyms are wanted and the variable of their key is not set.
    """
    configured = settings.configuration.personal_data
    if configured.mode == "keep":
        return PersonalDataChoice()
    key = os.environ.get(configured.key_env)
    if not key:
        raise ConfigurationError("pseudonym_key_missing", file=settings.file, variable=configured.key_env)
    return PersonalDataChoice(key.encode())
