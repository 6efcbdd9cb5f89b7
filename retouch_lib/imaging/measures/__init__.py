"""Figures about a result against its original: what each means, its unit and its source stand in `definitions`."""
