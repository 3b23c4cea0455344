"""Grids become records: where the tables are, what their columns mean, and what each row or mark says."""
