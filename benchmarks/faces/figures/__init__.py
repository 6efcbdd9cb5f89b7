"""What is measured of a photo before and after: pure functions of pictures in CIELAB and masks."""
