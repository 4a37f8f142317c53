"""The seam: MediaMTX's Control API v3, as the control plane sees a media server.

models   the objects of the API (pydantic), with the embedded engine's extra fields optional
errors   MediaServerError tree
client   MediaClient: one asynchronous client for MediaMTX and the embedded engine alike
names    which path names are valid
urls     destination, play and publish URLs

The engine, which answers this API, imports `names` only.
"""
