"""Entradas: our inputs as the earlier system has them.

service    its rules, over our own service
endpoints  /api/entrada
"""
