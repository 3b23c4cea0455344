"""Who is named in a cell: names that are certain, roles and groups kept apart, and what only a person knows.

cells ─▶ cut into parts ─▶ names that are certain anywhere ─▶ each cell read by those
"""
