"""What is made of a workspace on disk: feeds and news, a staff change, next year, a record of done work."""
