"""German for the sentiment model: words, sentences, and sentences made of the words. All of our own (CC0)."""
