"""The laboratory: what replications of several teams say about the teams.

`estimate` turns one value per replication into intervals, `precision` says how many pairs of
replications to run before an interval is narrow enough, and `verdict` puts an interval into words.
"""
