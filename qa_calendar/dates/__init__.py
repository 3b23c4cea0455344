"""Working days, and the day a rule lands on. Knows dates, never QA."""
