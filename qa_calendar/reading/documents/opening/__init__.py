"""Bytes become texts and grids: a reader for each kind of document, within bounds, whatever the bytes are."""
