"""Records of cases and goals → their states, lights, progress, and who is behind."""
