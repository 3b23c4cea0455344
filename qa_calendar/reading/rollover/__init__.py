"""Next year's framework, drafted from this year's text, and what else is of this year."""
