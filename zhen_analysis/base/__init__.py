"""What every room may use and what knows no township: errors, periods, addresses, rounding."""
