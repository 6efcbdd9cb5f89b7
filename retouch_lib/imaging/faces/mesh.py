"""Which of the 478 landmarks is what, by MediaPipe's numbering of its face mesh. Right and left are the person's own.

https://github.com/google-ai-edge/mediapipe/blob/master/mediapipe/modules/face_geometry/data/canonical_face_model_uv_visualization.png
"""

from __future__ import annotations

COUNT = 478
FOREHEAD, MID_FOREHEAD, CHIN = 10, 151, 152
BETWEEN_EYES, NOSE_BRIDGE = 168, 6
CHEEKS = (50, 280)
# fmt: off
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)
# fmt: on
RIGHT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
RIGHT_LIDS, LEFT_LIDS = (159, 145), (386, 374)
RIGHT_IRIS, LEFT_IRIS = (468, 469, 470, 471, 472), (473, 474, 475, 476, 477)
"""The centre first, then four points on the rim."""
RIGHT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
LEFT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
MOUTH = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
"""The lips' inner rim: what it surrounds is teeth, tongue and gap."""
INNER_LIPS = (13, 14)
OUTER_LIPS = (0, 17)
"""The middle of the upper lip's upper rim, and of the lower's lower one."""
NOSE_BASE = (48, 64, 98, 97, 2, 326, 327, 294, 278, 4)
NOSTRILS = (98, 327)
"""The nostrils' outer corners."""
NOSTRIL_RIMS = ((98, 240, 79, 20, 60), (327, 460, 309, 250, 290))
NOSE_FOLDS = ((129, 203, 206, 216, 212), (358, 423, 426, 436, 432))
UNDER_NOSE = 2
OUTER_EYE_CORNERS, INNER_EYE_CORNERS = (33, 263), (133, 362)
EYES_TO_TEMPLES = ((33, 127), (263, 356))
"""From an eye's outer corner to the temple: so the arms of glasses run."""
EYES = (RIGHT_EYE, LEFT_EYE)
BROWS = (RIGHT_BROW, LEFT_BROW)
