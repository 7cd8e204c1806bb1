"""What a password has to be: long, and none that somebody would try first. After NIST SP 800-63B-4, section 3.1.1."""
