"""What the company decides by proof, roles and appeals: the worker `staffing` checks what was asked, and does it."""
