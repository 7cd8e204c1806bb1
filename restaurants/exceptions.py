"""What can go wrong in this app. Never an HTTP class: views and commands say what it means for them."""


class RestaurantsError(Exception):
    """Base of this app's errors."""


class InvalidReview(RestaurantsError):
    """The review breaks a rule. `problems` has a sentence for the person by field name."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class TooManyReviews(RestaurantsError):
    """The person has posted as many reviews as an hour may have; the message says so to them."""


class UnreadableListing(RestaurantsError):
    """The file as a whole can't be read as a list of restaurants."""


class InvalidRow(RestaurantsError):
    """One row of a listing can't become a restaurant; the message says why."""


class InvalidVisits(RestaurantsError):
    """The counts break a rule; the message says which day and which rule."""


class UnreadableVisitsFile(RestaurantsError):
    """The file as a whole can't be read as visits; the message says what to do."""
