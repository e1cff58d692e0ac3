"""Processes that start warm: forks of one that has imported what they need; Linux only.

A kernel spends most of its start, and of its memory, on importing torch and matplotlib. `server.py` is the
process that has done so once for a whole class. `provisioner.py` has Jupyter's kernels start as forks of it,
`client.py` any other program, as the students' servers. All share the memory that was filled by importing.
"""
