"""The desk: the one place where law and ledger meet."""
