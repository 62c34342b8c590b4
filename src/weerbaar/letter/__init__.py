"""Letter: what was promised, what was settled, and where does each figure come from."""
