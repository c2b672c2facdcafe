"""A catalogue as written → every breach of its rules, with file, row and column."""
