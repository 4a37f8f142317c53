"""A MediaMTX that `serve` starts and supervises (docs/managed-mediamtx.md).

listeners      pure: what it listens on, by which setting, and why some of it is off
configuration  pure: settings -> the configuration it is started with
freeports      ports that nobody uses, where any will do
record         who runs in a data folder: pid, address, ports
kind           how it is found, started and called; MediaMtxSupervisor
"""
