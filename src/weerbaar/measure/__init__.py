"""Measure: did it help? Estimates with their uncertainty, and no more words than they bear."""
