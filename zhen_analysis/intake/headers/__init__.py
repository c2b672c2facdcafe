"""What a table's first rows say → which ledger it is of, and what each of its columns means."""
