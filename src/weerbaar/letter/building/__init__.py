"""Builds a letter to parliament from a draft in which every figure is a reference to a measured value."""
