"""One look for all pages: tables, charts, prose, colours, words."""
