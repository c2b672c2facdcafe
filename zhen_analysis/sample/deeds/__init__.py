"""A town's setting → what was really done, ledger by ledger."""
