"""Scores → how firm each rank is: by weights, by chance, by what was not measured."""
