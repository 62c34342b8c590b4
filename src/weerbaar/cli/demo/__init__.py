"""The demonstration: a seeded day in an invented port, played through the real doors."""
