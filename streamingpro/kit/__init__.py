"""Small shared tools that know nothing of media, HTTP or databases.

clock     wall-clock time and its text form
ids       random ids and secrets, deterministic UUIDs
tasks     background tasks that cannot be lost or fail in silence
redact    URLs and texts without their secrets
logging   structlog set up the same way for every process
processes whether another process lives, the limit of open files
datadir   files that the processes share in the data folder (tokens, engine record)
"""
