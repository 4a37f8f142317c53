"""The control plane: owns what should be, and shows what is.

app         composition root: `create_app(settings) -> FastAPI`
run         `serve(settings) -> int`: the HTTP server around it
settings    what it is told at start
services    what a running control plane is made of
db          the database, its base types and migrations (`migrations/`); tables in one place
hosts       the host part of addresses (pure)
srt_address SRT addresses as people enter them (pure)
secretbox   secrets at rest
changes     notice of changes, from services to whoever must act
errors      what can go wrong, in the words of the domain
requests    what endpoints of several features take from a request
security    same origin, size of bodies, response headers
patience    clients that keep the HTTP server waiting are let go
health      GET /api/health
openapi     GET /api/openapi.json: summaries, errors, examples, units
validation  what pydantic found wrong, in plain sentences
schemas     what all request and response shapes have in common
ordering    orders that people make by dragging (pure)
problems    the one table from those errors to HTTP (RFC 9457)
runtime     builds, starts and stops the running side

users/ inputs/ outputs/ platforms/ eventlog/     the resources: model, schemas, service, endpoints
dashboard/                                       the pages, at every other address
preview/                                         HLS and pictures for signed-in people
statistics/                                      how it went in the last hour
system/                                          what runs here: versions, media server
nodes/ reconcile/ status/ live/ hooks/           the running side

Services know no HTTP; only `endpoints.py`, `live/`, `app.py` and the permission types do.
"""
