"""The protocols: one folder per agreement, each the law of one kind of case."""
