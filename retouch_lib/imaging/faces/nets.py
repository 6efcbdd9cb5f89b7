"""The four networks in `models/`, run by OpenCV. Where they are from and their licences: NOTICE."""

from __future__ import annotations

import hashlib
import threading
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.floats import Floats

_FOLDER = Path(__file__).with_name("models")
_LOCK = threading.Lock()
"""cv2.dnn keeps a network's state in the network: two threads in one silently get wrong answers."""


class ModelDamaged(RetouchError):
    """A model's file is missing or is not the one this code was written for."""


class Net(Enum):
    """File, its SHA-256, and the names of the outputs that are read."""

    NEAR_FACES = (
        "face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        ("regressors", "classificators"),
    )
    FAR_FACES = (
        "face_detection_full_range.tflite",
        "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
        ("reshaped_regressor_face_4", "reshaped_classifier_face_4"),
    )
    LANDMARKS = (
        "face_landmarks_detector.tflite",
        "c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
        ("Identity", "Identity_1"),
    )
    PERSON = (
        "selfie_segmentation.tflite",
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
        ("activation_10",),
    )


def run(net: Net, picture: Floats) -> list[Floats]:
    """The outputs, flattened, for one input of float32 (side, side, 3). Raises ModelDamaged."""
    blob = np.ascontiguousarray(picture.transpose(2, 0, 1)[None])
    with _LOCK:
        network = _load(net)
        network.setInput(blob)
        # copied inside the lock: OpenCV may hand out its own memory, which the next call overwrites
        return [np.array(output, np.float32).ravel() for output in network.forward(list(net.value[2]))]


@cache
def _load(net: Net) -> Any:
    name, sha256, _ = net.value
    try:
        data = (_FOLDER / name).read_bytes()
    except OSError as error:
        raise ModelDamaged(f"The model {name} can't be read: {error.strerror}. Install Retouch Lab again.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelDamaged(f"The model {name} is damaged or of another version. Install Retouch Lab again.")
    return cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
