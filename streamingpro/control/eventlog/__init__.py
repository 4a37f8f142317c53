"""Events: what happened, in plain sentences and without secrets.

model       the table
service     record, read, tell listeners
schemas, endpoints   REST
"""
