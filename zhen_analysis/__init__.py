"""A town's monthly work, from the workbooks as filed to the pages that are read."""
