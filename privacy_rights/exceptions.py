"""What can go wrong in this app. Never an HTTP class: `reviews_site.web.errors` maps to answers."""


class ExportDamaged(Exception):
    """The archive is not what was collected. It is not handed out; the person may ask again."""
