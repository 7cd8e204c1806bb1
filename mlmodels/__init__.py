"""Models of Platemark: training, signed artefacts and scoring.

Not a place for people's data: it reads pseudonymous text only.
"""
