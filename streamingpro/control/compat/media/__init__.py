"""The media servers, as the earlier system tells of MediaMTX.

schemas    the shapes
servers    which there are, and asking all of them
readers    who plays, by the protocol of the default outputs
service    paths and connections, without secrets
endpoints  /api/media-mtx, /api/estadisticas
"""
