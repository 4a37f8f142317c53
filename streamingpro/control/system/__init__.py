"""What runs here: versions, database, media server.

components   the libraries that matter, with their versions
schemas      the shapes that REST gives
endpoints    GET /api/system
"""
