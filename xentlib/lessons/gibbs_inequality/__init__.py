"""What notebook 03_gibbs_inequality alone needs."""
