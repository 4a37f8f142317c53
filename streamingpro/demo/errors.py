"""DemoError: the one thing that can go wrong for the person who runs the demo."""


class DemoError(Exception):
    """The demo can't go on; the text says why, and what to do, in plain words."""
