"""A seeded storm: flights with faults that are drawn, each judged by where the aircraft truly is.

`python -m tests.storm` flies what is missing. `draw` says what a flight meets, `pilot` flies it,
`play` starts and ends the processes, `judge` says whether it ended as it must, `table` tells.
"""
