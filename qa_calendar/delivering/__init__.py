"""Bytes to the world."""
