"""Errors of this app. None is an HTTP error: views and commands decide what each means for them."""


class RestaurantsError(Exception):
    """Base of this app's errors. The messages of all of them are meant for people."""


class ChangedMeanwhile(RestaurantsError):
    """Somebody else changed or deleted it since it was read, so that nothing was written."""


class InvalidReview(RestaurantsError):
    """A review breaks a rule. `problems` maps each field to a sentence for its author."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class TooManyReviews(RestaurantsError):
    """The person has reached the number of reviews allowed per hour."""


class ReviewChanged(ChangedMeanwhile):
    """The review is another version than the one that was to be changed."""


class TooManyEdits(RestaurantsError):
    """The review has been edited as often as is allowed."""


class InvalidReply(RestaurantsError):
    """A reply breaks a rule; the message says which."""


class TooManyTemplates(RestaurantsError):
    """The restaurant has as many templates of replies as it may."""


class TemplateChanged(ChangedMeanwhile):
    """Somebody else changed or deleted the template of replies since it was read, so that nothing was written."""


class ChangesExpired(RestaurantsError):
    """The changes since a position are not kept any more."""


class ReplyChanged(ChangedMeanwhile):
    """The reply is another version than the one that was to be changed."""


class TooManyDrafts(RestaurantsError):
    """The person has reached the number of drafts."""


class InvalidList(RestaurantsError):
    """A saved list is full, or there are too many, or one has this name already; the message says which."""


class TooManyFollows(RestaurantsError):
    """The person follows as many restaurants as is allowed."""


class UnreadableListing(RestaurantsError):
    """The file can't be read as a list of restaurants."""


class InvalidRow(RestaurantsError):
    """One row of a listing can't become a restaurant; the message says why."""


class InvalidPlan(RestaurantsError):
    """A planning note breaks a rule; the message says which."""


class PlanChanged(ChangedMeanwhile):
    """Somebody else changed or deleted the planning note since it was shown, so that nothing was written."""


class InvalidVisits(RestaurantsError):
    """The guest numbers break a rule; the message names the day and the rule."""


class UnreadableVisitsFile(RestaurantsError):
    """The file can't be read as guest numbers; the message says what to do."""


class InvalidPrice(RestaurantsError):
    """A text is no price; the message says what to write."""


class InvalidMenu(RestaurantsError):
    """A menu breaks a rule, or has no such section or dish; the message says which."""


class UnreadableMenu(RestaurantsError):
    """A file or text can't be read as a menu; the message says what to do."""


class InvalidHours(RestaurantsError):
    """Opening hours can't be read or can't stand; the message says what to write."""


class PageChanged(ChangedMeanwhile):
    """Somebody else changed the profile since the page was shown, so that nothing was written."""


class MenuChanged(ChangedMeanwhile):
    """Somebody else changed the menu since the page was shown, so that nothing was written."""


class InvalidPhoto(RestaurantsError):
    """The file can't become a photo here; the message says what it is, and what to choose."""


class InvalidOpenData(ValueError):
    """A file is no archive of open data."""


class TooManyCards(RestaurantsError):
    """A restaurant has printed as many sheets of cards as it may in a day."""


class WebhookRefused(RestaurantsError):
    """A webhook was not made, changed or sent; the message says why, and what to do."""


class TillRefused(RestaurantsError):
    """A till was not made or renewed; the message says why, and what to do."""


class TeamChangeRefused(RestaurantsError):
    """A change of a team that the database refused; the message says why, and what to do."""


class ClaimRefused(RestaurantsError):
    """A step of a claim that the database refused; the message says why, and what to do."""


class SuggestionRefused(RestaurantsError):
    """A suggestion, or a decision on one, that the database refused; the message says why."""
