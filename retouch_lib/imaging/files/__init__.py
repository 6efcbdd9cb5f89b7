"""Pictures as files: headers, JPEG, PNG, HEIC, colour profiles, EXIF, within bounds."""
