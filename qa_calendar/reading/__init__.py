"""Text to values: the two files a person edits."""
