"""A published table as filed → its columns and lines, each with a role and its numbers."""
