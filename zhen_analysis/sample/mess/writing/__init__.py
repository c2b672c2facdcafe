"""A value → how somebody wrote it, and in which kind of file."""
