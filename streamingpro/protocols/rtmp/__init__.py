"""RTMP 1.0 and Enhanced RTMP v2, both roles, sans-I/O: bytes in, events and bytes out.

The map, from the wire upwards (each module imports only those above it)::

    errors      one tree: the peer erred, or we did
    limits      what one connection may cost us
    handshake   C0 C1 C2 / S0 S1 S2, simple and digest form
    serialize   messages cut into chunks; serialize_media for the fan-out
    chunks      chunks put together again; names of serialize are here too
    amf0        values of commands and metadata
    messages    one dataclass per message type; @setDataFrame on and off
    aggregate   aggregate messages split
    status      NetConnection and NetStream codes
    enhanced    what Enhanced RTMP announces in connect
    events      what receive_data returns
    connection  what both roles share: handshake, acknowledgements, pings, output
    streams     the message streams of a server connection, their state table
    server      ServerConnection: an encoder publishes to us, a player plays from us
    client      ClientConnection: we publish to a platform, or play from a server
    url         path names of requests, destination URLs

A shell reads a socket, calls ``receive_data``, acts on the events and writes ``data_to_send()``;
serialised media may be written to the same socket between two such writes.
"""
