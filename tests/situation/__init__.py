"""The lägesbild, tested as the people around it meet it."""
