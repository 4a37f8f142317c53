"""What signed-in people see of an input in the browser, without a key and without another port.

hls        playlists and segments, passed on from the media server's HLS listener
posters    the picture of the last keyframe, kept for a few seconds
endpoints  GET /api/inputs/{id}/hls/… and /api/inputs/{id}/poster.jpg
"""
