"""Serves the dashboard, whose sources are in `web/` and whose build lies in `static/`.

files        the build's files, compressed beforehand, with their headers; pages for every address
unbuilt      pure: the page that stands there without a build
mount        where in the app it is

`static/` is made by `make web` and shipped in the wheel; it is not in the repository.
"""
