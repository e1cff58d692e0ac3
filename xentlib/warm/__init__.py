"""Processes that start warm: forks of one that has imported what they need; Linux only.

A kernel spends most of its start, and most of its memory, on importing torch and matplotlib. `server.py` is the
process that has done so once, `provisioner.py` has Jupyter's kernels start as forks of it. The tests start their
kernels so, and a class its kernels and servers: the pages that were imported are shared by all of them.
"""
