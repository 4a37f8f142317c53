"""The earlier system's REST routes and socket.io events, as a thin layer over our own services.

Off unless `compat_routes` is set. Names and shapes are that system's (docs/compat.md); inputs and
outputs are ours, so that both interfaces always show the same. An `entrada` is an input; its
`salidas` are its outputs and three default ones, which tell players where to fetch the stream.

model       the only state of its own: what ours has no place for
schemas     the shapes, under the earlier system's names
defaults    the default outputs, and one order for all (pure)
store       inputs with all that belongs to them
states      our states in its words (pure)
shown       what a caller sees
entrada/ salida/ media/    the resources: service, endpoints
statistics  how all does now
sync        a round of the reconciler, asked for
sockets     the socket.io events
nest        its shape of errors
parts       what all this is made of
endpoints   adds it to the app
"""
