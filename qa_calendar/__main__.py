"""`python -m qa_calendar`, where the command is not on the path."""

from qa_calendar.cli import main

main()
