"""What only the effects look at and work with: skin, folds, glass, shine, backdrop, healing, changes laid into a picture."""
