"""A view with the mistake that none of ours may have, run in a process that is `web` in everything: for one attack."""
