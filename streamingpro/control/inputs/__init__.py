"""Inputs: what an encoder may publish to.

model       the table
schemas     what REST takes and gives
slug        path names made from input names (pure)
pull_address  where it may be pulled from (pure)
sources     source and SRT settings, from what is given and what it had (pure)
urls        addresses for encoders and players (pure)
service     the rules: create, change, order, rotate the key
connections who is connected now
endpoints   REST
"""
