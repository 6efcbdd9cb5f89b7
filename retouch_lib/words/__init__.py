"""How figures, times and texts are worded wherever a person reads them: one way for each. It knows no other room."""
