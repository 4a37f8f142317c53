"""Salidas: our outputs and the default ones, as the earlier system has them.

place      where a custom one sends to (pure)
service    its rules, over our own service
endpoints  /api/salida
"""
