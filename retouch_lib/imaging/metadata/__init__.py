"""What a picture's file says beside its pixels: Exif, IPTC, XMP; read, changed, and put into another file."""
