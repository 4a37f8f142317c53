"""Outputs: where an input's stream is sent on to.

model         the table
schemas       what REST takes and gives
address       a destination as people enter it → url and key, or a sentence that says what is wrong
srt_place     the same for SRT: server and options (pure)
own_paths     which path of ours an address would mean (pure)
loops         streams that would come back to us
place         which server and key an output gets (pure)
destination   what the media server is told
service       the rules: create, change, order
sessions      which places would be one session at the platform (pure)
tester        does a destination accept the key? asked without a stream
endpoints     REST
"""
