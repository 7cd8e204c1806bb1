"""The sentiment of a review: a linear model over words, word pieces and a lexicon.

Not a language model, and English only.
"""
