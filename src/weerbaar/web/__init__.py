"""The HTTP door: translates requests to acts and decisions to answers."""
