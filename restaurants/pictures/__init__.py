"""Pictures of restaurants that have no photograph: drawn once, shipped as files, chosen by cuisine and name."""
