"""Live events over WebSocket: a snapshot, then what changes.

messages   the JSON texts
hub        one sequence for all clients, a bounded queue for each
session    signing in on the socket, sending, heartbeat
endpoints  WS /api/events
"""
