"""Pull: from a server or a file that the user named to a stream of ours.

errors.py     what can go wrong with a source, in kinds that decide when to try again
pull.py       the tiny interface of one attempt, and what an attempt is given
guard.py      which addresses and files a source may reach
source.py     one source: its state, attempt after attempt
pulls.py      which attempt fits an address: `make_pull`
pace.py       out in real time what comes in bursts
"""
