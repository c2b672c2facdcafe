"""An Assessment → tables, charts and sentences to be read; nothing is computed here.

``tables``, ``charts`` and ``telling`` hold one function for each thing a page shows.
"""
