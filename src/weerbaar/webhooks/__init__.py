"""News going out: tells each party that asked for it, by signed webhooks, of what it may know."""
