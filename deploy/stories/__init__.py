"""Stories: what the platform does, played through HTTP as its users would."""
