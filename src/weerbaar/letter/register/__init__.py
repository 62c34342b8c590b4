"""The register of motions and commitments: what was promised, by whom, and what became of it."""
