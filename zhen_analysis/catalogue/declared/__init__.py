"""A catalogue file's text → checked values: every key and column of every file, declared once."""
