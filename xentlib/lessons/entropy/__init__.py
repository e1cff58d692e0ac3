"""What notebook 01_entropy alone needs."""
