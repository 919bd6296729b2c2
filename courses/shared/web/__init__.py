"""What every answer to a browser has in common: static files, headers, compression, error pages, limits."""
