"""Closed lists of this app."""

from django.db.models import TextChoices


class Wheelchair(TextChoices):
    """Wheelchair access, as the listing describes it."""

    YES = "yes", "Wheelchair accessible"
    LIMITED = "limited", "Partly wheelchair accessible"
    NO = "no", "Not wheelchair accessible"
    UNKNOWN = "", "Not known"


class Licence(TextChoices):
    """The terms under which a listing was published: they say whom the restaurant's page must credit."""

    ODBL = "odbl-osm", "Open Database Licence, OpenStreetMap contributors"
    CC_BY_LINZ = "cc-by-linz", "Creative Commons BY 3.0, Stadt Linz"
    OWN = "own", "Our own entry"


class PhotoKind(TextChoices):
    """What a photo shows, as a model says. `mlmodels.photos.kinds` has the same words."""

    FOOD = "food", "Food"
    DRINK = "drink", "Drinks"
    MENU = "menu", "Menu"
    INTERIOR = "interior", "Inside"
    EXTERIOR = "exterior", "Outside"
    PEOPLE = "people", "People"
    DOCUMENT = "document", "Document"
    OTHER = "other", "Other"


class PhotoState(TextChoices):
    """How far a photo is. The transitions are `PHOTO_TRANSITIONS` in `restaurants.rules`."""

    WAITING = "waiting", "Being prepared"
    PUBLISHED = "published", "On the page"
    UNCHECKED = "unchecked", "Not checked for faces"
    BLURRING = "blurring", "Being blurred"
    DUPLICATE = "duplicate", "Waits until one of us looks at it"
    UNFIT = "unfit", "Waits until one of us looks at it"
    REFUSED = "refused", "Not taken"
    REMOVED = "removed", "Removed"


class VisitConfirmation(TextChoices):
    """What confirmed the visit that a review is about, in the words of its label."""

    TABLE_CODE = "table_code", "a table code"
    RECEIPT = "receipt", "a receipt"


class NotificationKind(TextChoices):
    """What people are notified of, in words for the page on which they choose how."""

    NEW_REVIEW = "new_review", "New reviews of restaurants that you follow"
    PHOTO_PUBLISHED = "photo_published", "Your photos are published"
    PHOTO_REFUSED = "photo_refused", "A photo of yours is not shown"
    RECEIPT_DECIDED = "receipt_decided", "There is an answer to your receipt"
    HELPFUL = "helpful", "Somebody found your review helpful"
    REPLY = "reply", "A restaurant replied to your review"
    TEAM_REVIEW = "team_review", "New reviews of your restaurant"
    RATING_DROP = "rating_drop", "Your restaurant’s ratings fall"
    REVIEW_BURST = "review_burst", "Unusually many reviews of your restaurant"
    SUGGESTION = "suggestion", "There is a decision on your suggestion"
    TEAM_SUGGESTION = "team_suggestion", "Guests suggest changes to your restaurant’s page"
    FORECAST_MISSED = "forecast_missed", "More or fewer guests than were forecast"


class NotificationChannel(TextChoices):
    """How people are notified. The default is in the page: nobody is mailed who did not ask for it."""

    PAGE = "page", "On this page"
    MAIL = "mail", "On this page and by e-mail"
    NONE = "none", "Not at all"


class ReceiptState(TextChoices):
    """How far a receipt is, in words for its author. The transitions are `restaurants.rules.RECEIPT_TRANSITIONS`."""

    SENT = "sent", "We have your receipt. Nobody has looked at it yet."
    WAITING = "waiting", "Your receipt waits until one of us looks at it."
    CONFIRMED = "confirmed", "Your receipt confirmed your visit, and is deleted."
    UNREADABLE = "unreadable", "Your receipt could not be read, and is deleted. You can send a better photo."
    REFUSED = "refused", "Your receipt did not show this visit, and is deleted."
    EXPIRED = "expired", "Nobody looked at your receipt in time, so it is deleted. We are sorry. You can send it again."


class SuggestionKind(TextChoices):
    """What a guest suggests, in words for the page on which they choose."""

    CLOSED = "closed", "It is closed for good"
    MOVED = "moved", "It has moved"
    HOURS = "hours", "The opening hours are wrong"
    PHONE = "phone", "The phone number is wrong"
    WEBSITE = "website", "The website is wrong"
    NAME = "name", "It has another name"
    OPEN = "open", "It is open again"


class SuggestionState(TextChoices):
    """How far a suggestion is, in words for whoever made it."""

    WAITING = "waiting", "Nobody has decided yet."
    ACCEPTED = "accepted", "Accepted. The page says it now."
    REFUSED = "refused", "Not accepted. The page stays as it is."
    WITHDRAWN = "withdrawn", "You have withdrawn it."


class TeamEditKind(TextChoices):
    """What of its page a restaurant's team changes."""

    MENU = "menu", "The menu"
    PROFILE = "profile", "The profile"


class PlanningKind(TextChoices):
    """What a restaurant plans for a day."""

    EVENT = "event", "An event"
    CLOSED = "closed", "Closed"
    HOLIDAY = "holiday", "Holidays of the house"


class PlannedEffect(TextChoices):
    """How an event changes the number of guests, as the team expects it."""

    MORE = "more", "More guests than usual"
    LESS = "less", "Fewer guests than usual"


class LinkKind(TextChoices):
    """Where a restaurant's own links lead. Nothing else can be linked."""

    RESERVATION = "reservation", "Book a table"
    MENU = "menu", "Menu on its own site"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"


class Stars(TextChoices):
    """The five ratings, with the words of the review form."""

    ONE = "1", "Poor"
    TWO = "2", "Fair"
    THREE = "3", "Good"
    FOUR = "4", "Very good"
    FIVE = "5", "Excellent"


class MapLineKind(TextChoices):
    """What a line of the base map is, in the order in which a map draws them: later ones lie on top."""

    PARK = "park", "Park"
    WATER = "water", "Lake"
    RIVER = "river", "River"
    PATH = "path", "Path"
    STREET = "street", "Street"
    ROAD = "road", "Main road"
    RAIL = "rail", "Railway"


class ReplyState(TextChoices):
    """How far a reply is, in words for its team. The transitions are `restaurants.rules.REPLY_TRANSITIONS`."""

    PUBLISHED = "published", "On the page"
    ON_HOLD = "on_hold", "Not shown, because it may reveal the guest"
    WAITING = "waiting", "Waits until one of us reads it"
    REFUSED = "refused", "One of us read it and did not show it"


class GuestDetail(TextChoices):
    """What a reply may reveal of a guest, in words for whoever wrote it."""

    NAME = "name", "a name other than the pen name"
    PHONE = "phone", "a phone number"
    EMAIL = "email", "an e-mail address"
    BOOKING = "booking", "the number of a booking or a bill"
    ROOM = "room", "the number of a room"
    TABLE = "table", "a table together with a day or a time"


class ChangeKind(TextChoices):
    """What changed of what everybody may read."""

    RESTAURANT_LISTED = "restaurant_listed", "a restaurant is new"
    RESTAURANT_CHANGED = "restaurant_changed", "its listing, profile or menu says something else"
    RESTAURANT_REMOVED = "restaurant_removed", "a restaurant is gone"
    REVIEW_POSTED = "review_posted", "a review is new"
    REVIEW_EDITED = "review_edited", "a review says something else, or its visit was confirmed"
    REVIEW_REMOVED = "review_removed", "a review is gone"
    REPLY_POSTED = "reply_posted", "the restaurant replied"
    REPLY_EDITED = "reply_edited", "the reply says something else"
    REPLY_REMOVED = "reply_removed", "the reply is gone"


class TeamAction(TextChoices):
    """What somebody did in a team. The label goes on with whom, and in which role."""

    INVITED = "invited", "invited"
    CONFIRMED = "confirmed", "confirmed the invitation of"
    REVOKED = "revoked", "revoked the invitation of"
    JOINED = "joined", "joined the team"
    GRANTED = "granted", "named"
    CHANGED = "changed", "changed the role of"
    REMOVED = "removed", "removed"
    LEFT = "left", "left the team"
    TILL_MADE = "till_made", "connected a till"
    TILL_RENEWED = "till_renewed", "renewed the secret of a till"
    TILL_REVOKED = "till_revoked", "revoked a till"
    CARDS_PRINTED = "cards", "printed cards for guests"
    GAVE_UP = "gave_up", "gave up the restaurant"
    WEBHOOK_MADE = "hook_made", "added a webhook"
    WEBHOOK_RENEWED = "hook_renewed", "renewed the secret of a webhook"
    WEBHOOK_REVOKED = "hook_revoked", "revoked a webhook"
    WEBHOOK_DISABLED = "hook_off", "disabled a webhook, which failed for five days"


class WebhookEvent(TextChoices):
    """What an address of a team can be told."""

    PING = "ping", "A test"
    REVIEW_PUBLISHED = "review.published", "A review was published"
    REVIEW_EDITED = "review.edited", "A review was edited"
    REVIEW_WITHDRAWN = "review.withdrawn", "A review was withdrawn"
    REPLY_PUBLISHED = "reply.published", "A reply was published"
    RATING_DROPPED = "rating.dropped", "The ratings of a week fell"
    GUEST_NUMBERS_ACCEPTED = "guest_numbers.accepted", "Guest numbers were entered or corrected"


class DeliveryState(TextChoices):
    """How far a message to an address is."""

    WAITING = "waiting", "Waits, or is tried again"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"


class TillOutcome(TextChoices):
    """What became of a till's message. Of those that are not signed nothing was read."""

    WAITING = "waiting", "Waits to be verified"
    ACCEPTED = "accepted", "Accepted"
    UNREADABLE = "unreadable", "Signed, but can’t be read"
    OTHER = "other", "Signed, and about something else"
    FORGED = "forged", "Refused: not signed with this till’s secret"
    LATE = "late", "Refused: signed more than five minutes before or after it came"
    REPLAYED = "replayed", "Refused: its id was used before"


class ClaimProof(TextChoices):
    """How somebody shows that a place is theirs, in words for the page on which they choose."""

    MAIL = "mail", "A code by e-mail, to a mailbox at the website’s own domain"
    POST = "post", "A code in a letter, to the address of the restaurant"
    DOCUMENTS = "documents", "Documents, which two of our staff look at"


class ClaimState(TextChoices):
    """How far a claim is, in words for whoever made it. The transitions are `restaurants.rules.CLAIM_TRANSITIONS`."""

    CODE_DUE = "code_due", "Your code is about to be sent."
    CODE_SENT = "code_sent", "Your code is on its way. Enter it here when you have it."
    ANSWERING = "answering", "The people who manage the place now are asked for an answer."
    WAITING = "waiting", "Two of our staff look at your claim."
    HALF_APPROVED = "half_approved", "One of our staff has approved your claim, and a second one looks at it."
    APPROVED = "approved", "The restaurant is yours to manage."
    REFUSED = "refused", "We have refused your claim."
    WITHDRAWN = "withdrawn", "You have withdrawn your claim."
    EXPIRED = "expired", "Your claim has expired, since no code was entered."


class ClaimAnswer(TextChoices):
    """What the people who manage a place say to another person's claim."""

    NONE = "", "No answer"
    AGREES = "agrees", "They may manage it with us"
    DISPUTES = "disputes", "They have nothing to do with it"


class ClaimDocumentState(TextChoices):
    """How far the picture of a document is, in words for whoever sent it."""

    SENT = "sent", "We have it."
    WAITING = "waiting", "Our staff can look at it."
    UNREADABLE = "unreadable", "It could not be read as a picture. Remove it, and send another photo."
