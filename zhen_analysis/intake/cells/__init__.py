"""What is written in one cell → the value it means, and whether that is in doubt."""
