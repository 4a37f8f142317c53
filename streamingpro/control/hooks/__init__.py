"""What media servers ask us: may this one publish or read?

schemas    MediaMTX's question
service    the answer
endpoints  POST /api/hooks/auth
"""
