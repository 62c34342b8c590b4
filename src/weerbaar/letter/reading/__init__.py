"""Reading: find in a letter to parliament what is promised, settled and counted, each with its place."""
