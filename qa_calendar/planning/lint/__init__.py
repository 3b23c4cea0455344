"""What is valid but probably wrong: one check for each id."""
