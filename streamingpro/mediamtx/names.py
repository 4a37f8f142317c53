"""Path names, as MediaMTX takes them. Light to import: the engine starts with it."""

import re

_NAME = re.compile(r"[0-9a-zA-Z_\-/.]+")


def path_name_problem(name: str) -> str:
    """Why MediaMTX would refuse a path name, in words that follow "invalid path name"; "" if fine.

    Names that mean something else in a configuration (`all`, `all_others`, `~regex`) are not looked
    at here.
    """
    if not name:
        return "cannot be empty"
    if name.startswith("/"):
        return "can't begin with a slash"
    if name.endswith("/"):
        return "can't end with a slash"
    if not _NAME.fullmatch(name):
        return "can contain only alphanumeric characters, underscore, dot, minus, slash"
    if any(segment in (".", "..") for segment in name.split("/")):
        return "can't contain dot path segments"
    return ""
