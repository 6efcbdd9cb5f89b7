"""What this computer is: its disk, its addresses."""
