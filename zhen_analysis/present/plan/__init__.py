"""Goals and projects → their tables, charts and sentences."""
