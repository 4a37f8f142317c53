"""The media servers: who runs, where, and how to talk to it.

media        provider of the client of the media server in use; knows when it was replaced
ports        where its listeners are, and why some are off (pure)
launch       what an engine is told at its start (pure)
process      start, watch and end one engine process (event on exit, no slow polls)
logfile      the engine's log file: rotation at start, its last words as a reason
supervisor   adopts a running engine or starts one, restarts it when it dies or hangs
"""
