"""A Quality Assurance framework as calendar feeds and reminders."""
