"""Many restaurants, people and reviews, made inside PostgreSQL from one row of each that the site's own actions made.

Only for measuring: it writes as the superuser with triggers off, and no event leaves for the analytical store.
"""

import psycopg
from psycopg import sql

RESTAURANTS = 400
PEOPLE = 4_000
SLUG = "bench"

_CUISINES = "(ARRAY['regional','pizza','italian','sushi','burger','coffee_shop','indian','greek','seafood'])"
SENTENCES = (
    "The soup came hot and the bread was still warm from the oven.",
    "We waited twenty minutes for a table by the window.",
    "Our waiter knew every dish and was never in a hurry.",
    "The fish was a little dry, the potatoes made up for it.",
    "For what they ask at noon you get a lot on your plate.",
    "It was loud in the back room, and somewhat dark.",
    "The children got crayons and half portions without asking.",
    "I would come back for the dumplings alone.",
)
_SENTENCES = f"(ARRAY{list(SENTENCES)})"
# Six sentences, about as long as people's reviews are; one review in 211 has the same number.
_TEXT = " || ' ' || ".join(
    [*(f"{_SENTENCES}[1 + abs(hashint4((n * 6 + {at})::integer)) % 8]" for at in range(6)), "'Table ' || n % 211"]
)

_TABLES: dict[str, dict[str, str]] = {
    "restaurants_restaurant": {
        "id": "uuidv7()",
        "slug": f"'{SLUG}-' || lpad(n::text, 5, '0')",
        "name": "'Gasthaus zum ' || n || '. Reiher'",
        "cuisines": f"ARRAY[{_CUISINES}[1 + n % 9], {_CUISINES}[1 + (n / 9) % 9]]",
        "source_ref": "'bench-' || n",
        "name_words": "'gasthaus zum ' || n || ' reiher'",
    },
    "accounts_user": {"id": "uuidv7()", "email": f"'{SLUG}-' || n || '@example.org'"},
}
_OF_RESTAURANTS = {
    "restaurants_restaurantrating": {
        "restaurant_id": "place.id",
        **{f"stars_{stars}": "0" for stars in range(1, 6)},
        "count": "0",
        "total": "0",
    }
}
_OF_PEOPLE = {
    "accounts_profile": {
        "user_id": "person.id",
        "display_name": "'Guest ' || split_part(person.email, '-', 2)",
        "name_skeleton": "'guest ' || split_part(person.email, '-', 2)",
    },
    "accounts_verificationstatus": {"user_id": "person.id"},
}
_COUNT = """
UPDATE restaurants_restaurantrating rating SET count = sums.count, total = sums.total, stars_1 = s1, stars_2 = s2,
       stars_3 = s3, stars_4 = s4, stars_5 = s5
FROM (SELECT restaurant_id, count(*), sum(rating) AS total, count(*) FILTER (WHERE rating = 1) AS s1,
             count(*) FILTER (WHERE rating = 2) AS s2, count(*) FILTER (WHERE rating = 3) AS s3,
             count(*) FILTER (WHERE rating = 4) AS s4, count(*) FILTER (WHERE rating = 5) AS s5
      FROM restaurants_review GROUP BY restaurant_id) sums
WHERE rating.restaurant_id = sums.restaurant_id
"""


def fill(connection: psycopg.Connection) -> None:
    """Restaurants and people without reviews. There must be one of each already, from which the rest is copied."""
    connection.execute("SET session_replication_role = replica")
    for table, given in _TABLES.items():
        count = RESTAURANTS if "restaurant" in table else PEOPLE
        _copy(connection, table, given, f"generate_series(1, {count}) n")
    for table, given in _OF_RESTAURANTS.items():
        _copy(connection, table, given, f"(SELECT id FROM restaurants_restaurant WHERE slug LIKE '{SLUG}-%') place")
    for table, given in _OF_PEOPLE.items():
        _copy(connection, table, given, f"(SELECT * FROM accounts_user WHERE email LIKE '{SLUG}-%') person")


def copy_restaurants(connection: psycopg.Connection, given: dict[str, str], count: int) -> None:
    """Add restaurants like the first one, with these columns by the number `n`, and ratings that differ."""
    connection.execute("SET session_replication_role = replica")
    _copy(connection, "restaurants_restaurant", given, f"generate_series(1, {count}) n")
    rated = {**_OF_RESTAURANTS["restaurants_restaurantrating"], "restaurant_id": "place.id"}
    rated |= {"stars_5": "place.good", "stars_3": "9", "count": "place.good + 9", "total": "place.good * 5 + 27"}
    unrated = "SELECT id, ascii(md5(id::text)) AS good FROM restaurants_restaurant place WHERE NOT EXISTS"
    unrated += " (SELECT FROM restaurants_restaurantrating rating WHERE rating.restaurant_id = place.id)"
    _copy(connection, "restaurants_restaurantrating", rated, f"({unrated}) place")


def grow(connection: psycopg.Connection, reviews: int) -> None:
    """Add reviews until there are so many in all, evenly over the restaurants, and bring ratings and statistics on."""
    known = connection.execute("SELECT count(*) FROM restaurants_review").fetchone()
    begin = known[0] if known else 0
    given = {
        "id": "uuidv7(make_interval(secs => n - 2000000))",
        "restaurant_id": "place.id",
        "author_id": "person.id",
        "rating": "1 + (n * 7 + n / 11) % 5",
        "text": _TEXT,
        "language": "'en'",
        "posted_at": "now() - make_interval(secs => 2000000 - n)",
        "visited_on": "current_date - 40",
    }
    numbered = (
        f"generate_series({begin}, {reviews - 1}) n "
        f"JOIN (SELECT id, row_number() OVER (ORDER BY slug) - 1 AS place_number FROM restaurants_restaurant "
        f"WHERE slug LIKE '{SLUG}-%') place ON place_number = n % {RESTAURANTS} "
        f"JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS person_number FROM accounts_user "
        f"WHERE email LIKE '{SLUG}-%') person ON person_number = n / {RESTAURANTS}"
    )
    connection.execute("SET session_replication_role = replica")
    # A tenth of the time: an index of words is made faster than it grows.
    index = connection.execute("SELECT pg_get_indexdef('restaurants_review_words'::regclass)").fetchone()
    connection.execute("DROP INDEX restaurants_review_words")
    _copy(connection, "restaurants_review", given, numbered)
    connection.execute(index[0] if index else "")
    connection.execute(_COUNT)
    connection.execute("VACUUM ANALYZE")
    # Written now, rather than behind the back of what is measured next.
    connection.execute("CHECKPOINT")


def _copy(connection: psycopg.Connection, table: str, given: dict[str, str], source: str) -> None:
    """Insert a row for each of `source`; what is not given comes from the first row there, whatever columns it has."""
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()
    names = [name for (name,) in columns]
    values = [given.get(name, f"model.{name}") for name in names]
    statement = sql.SQL("INSERT INTO {table} ({names}) SELECT {values} FROM {source}, LATERAL ({model}) model")
    connection.execute(
        statement.format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(map(sql.Identifier, names)),
            values=sql.SQL(", ".join(values)),
            source=sql.SQL(source),
            model=sql.SQL("SELECT * FROM {} LIMIT 1").format(sql.Identifier(table)),
        )
    )
