"""The earlier system's REST routes and socket.io events, as a thin layer over our own services.

Off unless `compat_routes` is set. Names and shapes are that system's (docs/compat.md); inputs and
outputs are ours, so that both interfaces always show the same. An `entrada` is an input; its
`salidas` are its outputs and three default ones, which tell players where to fetch the stream.

model      the only state of its own: what ours has no place for
"""
