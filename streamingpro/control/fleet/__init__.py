"""Several media servers as one: who is there, who serves which input, what runs where.

facts      pure: what is known of a server before anybody has asked it
view       pure: what it said last
listeners  pure: where it listens, from its own configuration
peers      who is connected to it: the lists of every protocol behind one table
figures    pure: rates and loss from its counters
watch      asks one server twice a second, and notices when it is gone
serving    pure: which server serves which input, and who has to let go
placement  pure: where pulled inputs run;  placer: … remembered in the database
trust      which addresses may be given to a server that has no guard of its own
relay      pure: where our engine fetches a stream from another server
merge, picture   pure: one path for each input, of all servers together
places, status   pure: what people see of a server
admission  what the servers together say to a publisher whose key is right
node       one server at work
lives, departures, troubles   who came and went, who has to go, what is wrong
roster     who is there;  fleet: what they are together
"""
