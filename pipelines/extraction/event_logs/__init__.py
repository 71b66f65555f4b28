"""Event logs as a source: readers of XES, OCEL 2.0 and CSV that write Parquet, and the mapping that names their parts.

Belongs here: the formats, the mapping file, the Parquet files that extraction then reads like tables of a database.
Does not belong here: landing and raw tables (`pipelines/extraction`), what an event means to a process (staging).
"""
