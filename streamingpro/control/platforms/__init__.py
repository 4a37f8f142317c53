"""Platforms: presets of the services people stream to.

catalogue.json   the facts: ingest servers and limits, the default server of each first
catalogue        reads it
limits           what of the incoming stream breaks a platform's limits (pure)
endpoints        REST

The facts come from the public list of services that OBS Studio keeps; docs/platforms.md says how
they are kept up to date.
"""
