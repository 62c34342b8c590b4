"""The gate without a line: a program for the terminal's lane that needs no server, only a signed list."""
