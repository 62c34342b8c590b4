"""The EDIFACT door: translates trade messages to acts and decisions to replies."""
