"""What the company decides by signature, roles and appeals: the worker `staffing` checks what was asked, then acts."""
