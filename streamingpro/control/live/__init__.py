"""Live events over WebSocket: a snapshot, then what changes.

messages   the JSON texts
nodes      pure: what there is to tell of the media servers
hub        one sequence for all clients, a bounded queue for each
session    signing in on the socket, sending, heartbeat
endpoints  WS /api/events
"""
