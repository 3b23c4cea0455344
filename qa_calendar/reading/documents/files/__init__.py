"""What an import writes: framework.yaml, the staff of config.yaml, and import.yaml with every answer."""
