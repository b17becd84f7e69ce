"""Training: from labelled comments to the artefact that the service loads."""
