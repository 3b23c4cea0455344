"""From what there is to say to mail that went out once, or drafts on disk."""
