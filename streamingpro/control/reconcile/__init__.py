"""What should be → the media server, by the fewest calls.

model        the table of paths that we created on a media server
desired      reads what should be from the database, in two queries
plan         pure: desired and actual paths in, calls out
reconciler   the loop: runs on every change, on every restart of the server, every few seconds
"""
