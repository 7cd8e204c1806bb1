"""What a review says of food, service, price, ambience, waiting and cleanliness; a second opinion on its sentiment."""
