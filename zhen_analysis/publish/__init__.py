"""Notebooks and an Assessment → pages and files that can be handed on."""
