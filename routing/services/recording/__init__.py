"""补录: papers from before the system, or dealt with on paper alone, entered to be filed (DA-1)."""
