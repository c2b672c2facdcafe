"""Measures and a scheme → scores, totals, ranks and honours."""
