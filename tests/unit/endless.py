"""A process that ends only when its standard input does. See `test_photo_intake`."""

import sys

if __name__ == "__main__":
    sys.stdin.buffer.read()
