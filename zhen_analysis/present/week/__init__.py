"""A week of supervision → its tables, charts and sentences."""
