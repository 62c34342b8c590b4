"""Makes the folder a reader gets: pages in two languages, plots with words, the plan and the figures."""
