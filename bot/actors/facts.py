"""What other subjects may ask about actors: people, roles, rooms, kommuner. Plain answers, no change."""
