"""A draft → a workbook as hurried clerks send it: any layout, any spelling, any kind of file."""
