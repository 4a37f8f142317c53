"""`streamingpro mediamtx install`: the official MediaMTX, checked, into the data folder.

errors     what can go wrong, in plain sentences
release    pure: which release, its archive for this machine, its checksums
download   over HTTP to a partial file that the next attempt goes on with
archive    the one program out of the archive
install    all of it in order: checksum known, fetched, checked, taken out, tried, put in place
command    what the command line calls

Nothing that was fetched is opened, let alone run, before its SHA-256 was found right.
"""
