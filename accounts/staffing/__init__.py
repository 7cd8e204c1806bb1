"""Company roles by proof: what is asked for at the console, and the worker `staffing` that checks and does it."""
