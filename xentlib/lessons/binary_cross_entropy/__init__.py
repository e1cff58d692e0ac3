"""What notebook 04_binary_cross_entropy alone needs."""
