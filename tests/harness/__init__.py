"""What the tests stand on: a strict client, a light one for load, a database, and the programs that they need."""
