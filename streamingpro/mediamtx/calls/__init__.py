"""The calls of the Control API v3, by group; `MediaClient` is all of them.

base         what every group is made of
server       the server itself, the global configuration
paths        configurations of paths, paths at work, posters
forward      destinations at work, trials of them
connections  the servers of RTMP, SRT and HLS
sessions     the servers of RTSP, WebRTC and MoQ
recordings   what has been recorded

A list of a server that is off, or that this version does not have, is a NotFound.
"""
