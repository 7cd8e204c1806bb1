"""What production needs besides the site itself: secrets, key rotation, probes, and how processes are started."""
