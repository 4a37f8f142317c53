"""Users: who may call the control plane.

model       the tables of users and of their tokens
roles       admin, operator, viewer
passwords   Argon2, off the event loop
identity    who is calling
limiter     slows down who guesses passwords
tokens      sessions and API tokens
service     first administrator, sign in, passwords
auth        permissions as types for the signatures of endpoints
schemas, endpoints   REST
"""
