"""The whole catalogue as one workbook for clerks, and that workbook back to catalogue files."""

from zhen_analysis.setup.catalogue_workbook.adopt import Adoption, adopt_book
from zhen_analysis.setup.catalogue_workbook.changes import Change
from zhen_analysis.setup.catalogue_workbook.write import write_book

__all__ = ["Adoption", "Change", "adopt_book", "write_book"]
