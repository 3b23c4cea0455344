"""The site: what links and feeds make together, put where people read it, or served."""
