"""What only the effects use: skin, folds, glass, shine, backdrop, healing, and changes laid into a picture."""
