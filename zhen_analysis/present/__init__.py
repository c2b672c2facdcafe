"""An Assessment → tables, charts and sentences to be read; nothing is computed here.

A drawer holds a page: its tables, charts and ``words``, one function for each thing that is shown.
"""
