"""Issues and filings → the clerk's tables, charts and sentences."""
