"""Users: who may call the control plane.

model       the tables of users and of their tokens
roles       admin, operator, viewer
passwords   Argon2, off the event loop
limiter     slows down who guesses passwords
service     first administrator, sign in, tokens
auth        permissions as types for the signatures of endpoints
schemas, endpoints   REST
"""
