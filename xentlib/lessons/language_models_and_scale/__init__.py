"""What notebook 08_language_models_and_scale alone needs."""
