"""`python -m qa_calendar`, where the command is not on the path."""

from qa_calendar.cli import main

if __name__ == "__main__":  # the worker processes of `serve` import it
    main()
