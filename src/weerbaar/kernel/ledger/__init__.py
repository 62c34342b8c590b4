"""The ledger: keeps every decision durably, in order and provably."""
