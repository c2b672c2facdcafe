"""Rankings of villages, quarters and years, and districts → their tables, charts and sentences."""
