"""Empty return: the right to hand an empty container in at a depot, and nowhere else."""
