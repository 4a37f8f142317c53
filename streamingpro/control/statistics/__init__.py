"""How it went in the last hour: figures of every input and output over time, in memory.

ring         pure: figures at even steps of time, the oldest overwritten
figures      pure: which figures of a status are kept, and under which names
store        the rings of all inputs and outputs, filled from the monitor once a second
schemas      the shapes that REST gives
endpoints    GET /api/inputs/{id}/statistics, GET /api/outputs/{id}/statistics

Nothing is stored on disk: after a restart of `serve` the charts begin anew.
"""
