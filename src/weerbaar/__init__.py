"""Weerbaar runs the protocols by which many parties fight organised crime together."""
