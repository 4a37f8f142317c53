"""The seam: MediaMTX's Control API v3, as the control plane sees a media server.

base         what every object of the API is made of (pydantic)
models       the objects of the API, with the embedded engine's extra fields optional
connections  those of them that are connections, viewers and their statistics
errors       MediaServerError tree
client       MediaClient: one asynchronous client for MediaMTX and the embedded engine alike
names        which path names are valid
urls         destination, play and publish URLs

The engine, which answers this API, imports `names` only.
"""
