"""An upright table → typed records with their cells, and what is doubtful in them."""
