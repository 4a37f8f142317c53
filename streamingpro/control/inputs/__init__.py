"""Inputs: what an encoder may publish to.

model       the table
schemas     what REST takes and gives
slug        path names made from input names
service     the rules: create, change, order, rotate the key
endpoints   REST
"""
