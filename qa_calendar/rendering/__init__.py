"""Dated values to bytes and text."""
