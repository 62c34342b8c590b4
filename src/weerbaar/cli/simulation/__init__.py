"""Simulation: a long seeded life of the port against a real desk, watched by checkers that trust none of its code."""
