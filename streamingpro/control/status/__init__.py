"""What is: the picture of every input and output, kept in memory.

schemas    the shapes that the REST API and the event stream share
monitor    polls the media server twice a second and answers without I/O
endpoints  GET /api/status
"""
