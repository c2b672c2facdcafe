"""Tables that are text: delimited files, web pages, sheets in XML → rows of cells."""
