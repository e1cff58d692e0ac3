"""What notebook 05_softmax_overflow alone needs."""
