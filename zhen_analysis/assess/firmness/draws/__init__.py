"""Scores of a group → other scores that they might have been: by chance, by checkers, by blanks."""
