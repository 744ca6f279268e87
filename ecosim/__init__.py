"""ecosim: an agent-based simulation of sales ecosystems. Should selling be a process?"""
