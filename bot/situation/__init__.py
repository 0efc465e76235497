"""The lägesbild: rounds, reports, the compiled picture and its postings; needs and the mode."""
