"""The tables of this app."""

from restaurants.models.change import Change
from restaurants.models.claim import Claim
from restaurants.models.claim_document import ClaimDocument
from restaurants.models.cuisine_count import CuisineCount
from restaurants.models.dish import Dish, DishDay
from restaurants.models.draft import ReviewDraft
from restaurants.models.map_line import MapLine
from restaurants.models.menu import Menu, MenuDraft, MenuVersion
from restaurants.models.missed_forecast import MissedForecast
from restaurants.models.notification import Follow, Notification, NotificationChoice, QuietHours
from restaurants.models.page_profile import PageProfile, ProfileVersion
from restaurants.models.page_version import PageVersion
from restaurants.models.permissions import RestaurantGroupObjectPermission, RestaurantUserObjectPermission
from restaurants.models.photo import Photo, PhotoDeletion, PhotoModelRelease
from restaurants.models.planning_note import PlanningNote
from restaurants.models.receipt import Receipt
from restaurants.models.reply import Reply, ReplyTemplate, ReplyVersion
from restaurants.models.restaurant import RatingDay, Restaurant, RestaurantRating
from restaurants.models.review import HelpfulVote, Review, ReviewVersion, WithdrawnReview
from restaurants.models.saved_list import SavedList, SavedPlace
from restaurants.models.search_word import SearchWord
from restaurants.models.special_day import SpecialDay
from restaurants.models.suggestion import Suggestion
from restaurants.models.table_code import TableCode
from restaurants.models.team import TeamEvent, TeamInvitation, TeamMember
from restaurants.models.team_edit import TeamEdit
from restaurants.models.till import Till, TillMessage
from restaurants.models.visits import VisitCount
from restaurants.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "Change",
    "Claim",
    "ClaimDocument",
    "CuisineCount",
    "Dish",
    "DishDay",
    "Follow",
    "HelpfulVote",
    "MapLine",
    "Menu",
    "MenuDraft",
    "MenuVersion",
    "MissedForecast",
    "Notification",
    "NotificationChoice",
    "PageProfile",
    "PageVersion",
    "Photo",
    "PhotoDeletion",
    "PhotoModelRelease",
    "PlanningNote",
    "ProfileVersion",
    "QuietHours",
    "RatingDay",
    "Receipt",
    "Reply",
    "ReplyTemplate",
    "ReplyVersion",
    "Restaurant",
    "RestaurantGroupObjectPermission",
    "RestaurantRating",
    "RestaurantUserObjectPermission",
    "Review",
    "ReviewDraft",
    "ReviewVersion",
    "SavedList",
    "SavedPlace",
    "SearchWord",
    "SpecialDay",
    "Suggestion",
    "TableCode",
    "TeamEdit",
    "TeamEvent",
    "TeamInvitation",
    "TeamMember",
    "Till",
    "TillMessage",
    "VisitCount",
    "Webhook",
    "WebhookDelivery",
    "WithdrawnReview",
]
