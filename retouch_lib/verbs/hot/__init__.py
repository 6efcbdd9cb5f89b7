"""Hot folders: photos are retouched as they come, and each is paid once whatever happens meanwhile.

`scanning` finds files, `quiet` waits until they are whole, `folder` sends them and writes what comes, `watch` is the
verb, and `standing` what the lab watches by itself.
"""
