"""The type of pictures and masks in calculations."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""A picture (H, W, 3), a mask (H, W) or points (N, 2 or 3); pictures and masks are 0-1."""
