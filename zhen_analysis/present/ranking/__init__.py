"""Rankings of villages, seasons and districts → their tables, charts and sentences."""
