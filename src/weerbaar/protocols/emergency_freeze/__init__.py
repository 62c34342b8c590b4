"""The emergency freeze: the second protocol."""
