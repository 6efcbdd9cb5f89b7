"""What is kept of photos and results, and what is made of them once: files by SHA-256, previews, layers, faces."""
