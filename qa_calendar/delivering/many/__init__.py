"""The same for many workspaces in one call: each by itself, in any order, none waiting for another's faults."""
