"""What notebook 09_made_up alone needs."""
