"""Is a count, a trend, a signal or a map more than chance?"""
