"""The bytes of a workbook → what its cells say, and what the reader of cells does not tell."""
