"""The kernel: the law that decides, and the ledger that remembers."""
