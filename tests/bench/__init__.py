"""`make bench`: figures, not tests. On a shared machine only the ratios of one run mean something."""
