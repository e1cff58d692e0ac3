"""What notebook 06_cross_entropy_vs_nll_loss alone needs."""
