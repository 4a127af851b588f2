"""What travels with the product and must run without it."""
