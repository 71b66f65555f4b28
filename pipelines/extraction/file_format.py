"""How the files of a folder are written: what `format:` in a package may say.

Belongs here: the settings, their defaults and what they mean. Does not belong here: reading a file.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cockpit.language import translate
from cockpit.settings import Strict


class FileFormat(Strict):
    """The format of one table's files; a table's own settings go before those of its package.

    `names` are the columns of files without a header, all of them and in their order. `null_texts` stand for a missing
    value in any column, `no_date_texts` in dates and stamps. `date_format` and `timestamp_format` are patterns such
    as `%Y%m%d`; without them dates are written as 2026-11-22. With `trailing_minus` 12.5- is a negative number. A text
    file must end with a line break, since one that was cut off cannot be told otherwise: `final_newline: false` is
    for exports that never write it. A file changed less than `settle_seconds` ago is looked at twice.
    """

    kind: Literal["csv", "tsv", "parquet", "excel"] = "csv"
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quote: str = Field(default='"', max_length=1)
    encoding: Literal["utf-8", "gb18030", "auto"] = "utf-8"
    compression: Literal["auto", "none", "gzip"] = "auto"
    header: bool = True
    names: tuple[str, ...] = ()
    null_texts: tuple[str, ...] = ("",)
    no_date_texts: tuple[str, ...] = ()
    decimal_separator: Literal[".", ","] = "."
    thousands_separator: Literal["", ".", ",", " ", "'"] = ""
    date_format: str | None = None
    timestamp_format: str | None = None
    trailing_minus: bool = False
    final_newline: bool = True
    sheet: str | None = None
    settle_seconds: float = Field(default=2, ge=0, le=600)

    @property
    def is_text(self) -> bool:
        """Whether the files are lines of delimited text."""
        return self.kind in ("csv", "tsv")

    @property
    def separator(self) -> str:
        """What stands between two fields."""
        return self.delimiter or ("\t" if self.kind == "tsv" else ",")

    def is_compressed(self, name: str) -> bool:
        """Whether a file of that name is compressed."""
        return self.compression == "gzip" or (self.compression == "auto" and name.lower().endswith(".gz"))

    @model_validator(mode="after")
    def _fits_together(self) -> FileFormat:
        if not self.header and not self.names:
            raise ValueError(translate("reason.format_names_missing"))
        if self.header and self.names:
            raise ValueError(translate("reason.format_names_and_header"))
        if len(set(self.names)) < len(self.names):
            repeated = next(name for name in self.names if self.names.count(name) > 1)
            raise ValueError(translate("reason.format_name_repeated", name=repeated))
        if self.decimal_separator == self.thousands_separator:
            raise ValueError(translate("reason.format_separators", separator=self.decimal_separator))
        return self
