"""In which parts two sets of rows differ, found without holding either of them in memory.

Belongs here: dividing rows into buckets by their key, and comparing the buckets' counts and sums of hashes. Does not
belong here: which rows are compared, and what becomes of the differences.

Rows that differ are searched in their buckets alone: a set difference over millions of keys takes several times as
long as two sums over them, and a nightly comparison finds few differences or none. Two unequal buckets that pass for
equal need the same number of rows and the same sum of 64-bit hashes.
"""

from __future__ import annotations

BUCKETS = 4096  # a power of two; so many differences leave nothing to gain


def bucket(keys: str) -> str:
    """The SQL of the bucket of a row, from its key columns, quoted and with commas between."""
    return f"(hash({keys}) & {BUCKETS - 1})"


def unequal_buckets(keys: str, columns: str, one: str, other: str) -> str:
    """The query for the buckets in which two queries, both with the columns of key and comparison, differ."""

    def summed(query: str) -> str:
        return f"select {bucket(keys)} as bucket, count(*) as n, sum(hash({columns})) as h from ({query}) group by all"

    return (
        f"select bucket from ({summed(one)}) as a full join ({summed(other)}) as b using (bucket)"
        " where a.n is distinct from b.n or a.h is distinct from b.h"
    )
