"""Dagster's view of the pipeline: thin assets over the plain functions of the packages beside this one."""
