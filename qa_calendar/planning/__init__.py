"""Values to dated values."""
