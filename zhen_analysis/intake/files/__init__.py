"""Bytes as filed → sheets of texts, read in a child that a bad file may kill."""
