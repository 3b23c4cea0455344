"""Is this feed fit for Outlook? Fetching it as calendar programs do, within bounds."""
