"""An assessment → the files beside its pages: workbook, csv, Word files, manifest."""
