"""Columns of a table → every number that does not follow from the others."""
