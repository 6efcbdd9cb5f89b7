"""What a client or a lead gets to see: contact sheets and pick pages, as files that need neither us nor a network.

Nothing of the photos leaves but pixels in sRGB: no profile, no metadata, no path; and of names only the files' own.
"""
