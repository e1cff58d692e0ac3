"""What notebook 02_kl_divergence alone needs."""
