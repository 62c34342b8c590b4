"""The shell door: the weerbaar command."""
