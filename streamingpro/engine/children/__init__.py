"""Child processes: what decodes or remuxes foreign bytes runs outside of the engine.

A crash of such code costs one child, never the engine. A child talks over one socket (its
descriptor 0) in records, and lives no longer than the engine: it ends when that socket does, and
the kernel kills it when the engine dies. Nothing secret stands in its command line or environment.

records      what the two sides say: header, kinds, reader
notices      what a child tells besides media, as JSON
inside       the child's side of the socket
launch       how a child is started without stalling the event loop
printed      what a child prints, into our log
process      Child: the engine's side of any child

remux        Remux: the one remux of a stream, RTMP messages to MPEG-TS or back
remux_main   its child: pure code only, so that it starts quickly and stays small
posters      Posters: pictures of streams for whoever looks
poster_main  its child: decodes one keyframe, encodes a JPEG
jobs         what a source child is asked to do: RTSP, files, container bytes that we give it
source       SourceChild: one job
source_main  its child: PyAV opens the source, RTMP messages come back

In the source child:

files splice pace   files in real time, one behind the other without gaps
rtsp relay          an RTSP server, and nobody else
demux               container bytes that the engine hands in
opened timing       a container's tracks and frames, with the times that it leaves out
tags emit           frames to messages
failure             what PyAV's errors mean

Modules ending in `_main` run in children; the engine itself never imports PyAV.
"""
