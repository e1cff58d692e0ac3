"""What notebook 00_start_here alone needs."""
