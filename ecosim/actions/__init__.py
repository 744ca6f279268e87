"""The actions: what one agent does in one phase of a week. They draw, call rules and write rows.

Within a phase every agent acts on the state as it stood when the phase began and writes only rows
that no other agent of that phase reads or writes, so the order of activation cannot matter; what is
contested (requests, colleagues' hours, the choice of a seller) is settled by one account, circle
or journey at a time, in a stated order.
"""
