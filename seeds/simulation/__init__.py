"""A simulated company: who works there, what happens, and the truth about it."""
