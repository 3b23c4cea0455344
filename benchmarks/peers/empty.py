"""A program of Typer's that does nothing: what `--help` costs before there is anything to say."""

import typer

app = typer.Typer()


@app.command()
def main() -> None:
    """Do nothing."""


app()
