"""What is remembered: the database, what was published, what was sent, what is done."""
