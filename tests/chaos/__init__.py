"""Chaos: a lab and a paid server through a storm of kills, faults, full disks, locked databases and wrong clocks.

    python -m tests.chaos --jobs 1000 --kills 100 --seed 7        (make chaos)
    python -m tests.chaos --seconds 60                             (make chaos SHORT=1)

`cloud` is the server that takes the credits, `app` the lab that is killed, `disasters` what befalls it, `storm` runs
them, and `audit` counts afterwards what the promises say: one charge per job, nothing paid for lost, nobody stranded.
"""
