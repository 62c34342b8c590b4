"""Container release: the right to collect a container, passed on without a code that can be sold."""
