"""How private a column each process may see in the analytical store. A test compares every grant with it."""

from reviews_site.privacy import Privacy

CEILINGS = {
    "dashboards": Privacy.BUSINESS,
    "loader": Privacy.SENSITIVE,
    "models": Privacy.PERSONAL,
    "forecasts": Privacy.BUSINESS,
    "console": Privacy.REGULAR,
    "query_log": Privacy.PUBLIC,
    "elevation": Privacy.PUBLIC,
    "enforcer": Privacy.PUBLIC,
    "watch": Privacy.PUBLIC,
    # To seal or verify an event it has to be read.
    "sealer": Privacy.PERSONAL,
    "auditor": Privacy.PERSONAL,
    "privacy": Privacy.REGULAR,
    # It exports birth years and genders.
    "analytics_privacy": Privacy.SENSITIVE,
    "breach": Privacy.PERSONAL,
    "vacuum": Privacy.REGULAR,
    # Genders and years of birth, which it groups in datasets. It reads no texts.
    "registrar": Privacy.SENSITIVE,
}
# Columns above a login's ceiling, each with the reason why it is granted all the same.
ABOVE_THE_CEILING = {
    ("console", "reader_id"): "who read what, for those who watch over it; ids, and logins of the company",
    ("console", "purpose"): "the same",
    ("console", "stopped_by"): "who ended an elevation early; an id of the company's",
    ("console", "key"): "the one thing that an elevation is about, which its approver has to see; never a row of it",
    ("console", "triaged_by"): "who decided on an alert; an id of the company's",
    ("console", "note"): "what they wrote about it",
    ("console", "statement"): "what people wrote at the console, for themselves and those who watch; kept for a month",
    ("console", "name"): "what they call a statement that they keep",
    ("console", "problem"): "what is wrong with it, which may say a part of it",
    ("registrar", "token"): "it makes the tokens of datasets",
    ("dashboards", "positive_sentence"): "a sentence of a review that stands on the restaurant's public page",
    ("dashboards", "negative_sentence"): "a sentence of a review that stands on the restaurant's public page",
    ("dashboards", "aspects"): "sentences of reviews on the public page of the restaurant, and what they speak of",
    ("dashboards", "sentence"): "a sentence of a review that stands on the restaurant's public page",
    ("dashboards", "words"): "words of such a sentence",
}
