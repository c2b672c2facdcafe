"""A sheet → its tables, set upright: one row per unit and day, one column per item."""
