"""Opening hours: texts of OpenStreetMap, what is stored of them for filters, and what a restaurant's team writes."""
