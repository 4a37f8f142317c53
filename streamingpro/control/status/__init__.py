"""What is: the picture of every input and output, kept in memory.

schemas      the shapes that the REST API and the event stream share
readings     pure: what the media server says → status
warnings     pure: what breaks the limits of an output's platform
board        pure: the picture
delta        pure: what has changed in it
transitions  pure: which changes are worth an event
recorder     writes events in the background, without floods
monitor      asks the media server twice a second and keeps the board
endpoints    GET /api/status
"""
