"""The whole catalogue as one workbook for clerks, and that workbook back to catalogue files."""

from zhen_analysis.book.adopt import Adoption, adopt_book
from zhen_analysis.book.changes import Change
from zhen_analysis.book.write import write_book

__all__ = ["Adoption", "Change", "adopt_book", "write_book"]
