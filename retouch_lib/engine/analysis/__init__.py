"""What only the effects look at: skin, folds, glass, shine, backdrop, and how a change is laid into a picture."""
