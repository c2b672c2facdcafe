"""What a text says of time → spans of days: of tables, of headings, of deadlines."""
