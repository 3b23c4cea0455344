"""What people read on the screen."""
