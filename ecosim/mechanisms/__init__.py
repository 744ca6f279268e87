"""The numbers of each mechanism, one file a mechanism: those of the world and those of a team.

Each table becomes a section of World or Team. Defaults switch the mechanism off. Compiled code
reads them by `section_key`: `s.numbers[0]` has those of the world, `s.teams[t]` those of a team.
"""
