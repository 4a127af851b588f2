"""立卷归档: the rounds in which the archivist files what was closed in a year (DA-1, DA-4; DA/T 22-2015)."""
