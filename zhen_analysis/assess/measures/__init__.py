"""Records → the figures of units, and the cells behind each."""
