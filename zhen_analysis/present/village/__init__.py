"""One village's card → its tables, charts and sentences."""
