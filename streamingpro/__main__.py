"""`python -m streamingpro`: the same as the command `streamingpro`."""

from streamingpro.cli import app

if __name__ == "__main__":
    app(prog_name="streamingpro")
