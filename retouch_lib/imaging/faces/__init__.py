"""Faces, their landmarks, masks and skin: what the pages frame and what the effects work on."""
