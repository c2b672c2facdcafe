"""A period of a town or district → one assessment with all its tables."""
