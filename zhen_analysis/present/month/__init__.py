"""The month's assessment → its tables, charts and sentences."""
