"""What the tests stand on: a strict client, a light one for load, a database, and what they need to run."""
