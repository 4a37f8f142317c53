"""The seam: MediaMTX's Control API v3, as the control plane sees a media server.

client     MediaClient: one asynchronous client for MediaMTX and the embedded engine alike
calls/     its calls, by group
models/    the objects of the API, with the embedded engine's extra fields optional
base       what every object is made of (pydantic)
transport  one HTTP call: credentials, limits, one more try
breaker    when a server that fails is left alone (pure)
answers    what an answer means (pure)
lists      lists in pages, of which only what changed is read
features   what a server can do, by its version (pure)
errors     MediaServerError tree
program    where the program mediamtx is on this machine
names      which path names are valid
urls       destination, play and publish URLs

The engine, which answers this API, imports `names` only.
"""
