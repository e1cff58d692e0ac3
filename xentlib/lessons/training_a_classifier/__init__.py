"""What notebook 07_training_a_classifier alone needs."""
