"""Each write to what the public pages show moves the versions of those pages on, in the writer's own transaction.

So a write that is rolled back moves nothing, and one that is committed can't be forgotten, whoever makes it. The
functions run with their owner's rights: nobody else may write the versions. Each fires once a statement, so that
loading a million rows costs one pass over them. Versions are locked in one order, so that two statements never wait
for each other.
"""

from django.db import migrations

FUNCTIONS = """
INSERT INTO public.restaurants_pageversion (bucket, version) SELECT n, 0 FROM generate_series(0, 255) AS n;

CREATE FUNCTION public.restaurants_move_pages_on(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    touched CONSTANT integer[] := ARRAY(
        SELECT DISTINCT pg_catalog.get_byte(pg_catalog.sha256(pg_catalog.convert_to(name, 'UTF8')), 0)
        FROM pg_catalog.unnest(names) AS name
    );
BEGIN
    PERFORM 1 FROM public.restaurants_pageversion WHERE bucket = ANY(touched) ORDER BY bucket FOR UPDATE;
    UPDATE public.restaurants_pageversion SET version = version + 1 WHERE bucket = ANY(touched);
END
$$;

CREATE FUNCTION public.restaurants_pages_of_listings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM public.restaurants_move_pages_on(ARRAY(SELECT slug FROM before_rows));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM public.restaurants_move_pages_on(ARRAY(SELECT slug FROM after_rows));
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.restaurants_pages_of_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    places uuid[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        places := ARRAY(SELECT DISTINCT restaurant_id FROM before_rows);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        places := places || ARRAY(SELECT DISTINCT restaurant_id FROM after_rows);
    END IF;
    PERFORM public.restaurants_move_pages_on(
        ARRAY(SELECT slug FROM public.restaurants_restaurant WHERE id = ANY(places))
    );
    RETURN NULL;
END
$$;

-- Pen names and confirmations stand on the pages of what the person reviewed; how many people are confirmed, on the
-- front page, which the person's own id moves on where there is no review yet.
CREATE FUNCTION public.restaurants_pages_of_people() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    people uuid[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        people := ARRAY(SELECT user_id FROM before_rows);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        people := people || ARRAY(SELECT user_id FROM after_rows);
    END IF;
    PERFORM public.restaurants_move_pages_on(
        ARRAY(
            SELECT restaurant.slug FROM public.restaurants_review AS review
            JOIN public.restaurants_restaurant AS restaurant ON restaurant.id = review.restaurant_id
            WHERE review.author_id = ANY(people)
        ) || people::text[]
    );
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION public.restaurants_move_pages_on(text[]), public.restaurants_pages_of_listings(),
    public.restaurants_pages_of_reviews(), public.restaurants_pages_of_people() FROM PUBLIC;
"""

# What the public pages show, and by which function its pages are found.
TABLES = {
    "restaurants_restaurant": "restaurants_pages_of_listings",
    "restaurants_menu": "restaurants_pages_of_reviews",
    "restaurants_restaurantrating": "restaurants_pages_of_reviews",
    "restaurants_review": "restaurants_pages_of_reviews",
    "accounts_profile": "restaurants_pages_of_people",
    "accounts_verificationstatus": "restaurants_pages_of_people",
}
ROWS = {
    "insert": "NEW TABLE AS after_rows",
    "update": "OLD TABLE AS before_rows NEW TABLE AS after_rows",
    "delete": "OLD TABLE AS before_rows",
}
FORWARD = FUNCTIONS + "".join(
    f"CREATE TRIGGER pages_move_on_{verb} AFTER {verb.upper()} ON public.{table} REFERENCING {rows} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION public.{function}();\n"
    f"ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER pages_move_on_{verb};\n"
    for table, function in TABLES.items()
    for verb, rows in ROWS.items()
)
BACKWARD = (
    "".join(f"DROP TRIGGER pages_move_on_{verb} ON public.{table};\n" for table in TABLES for verb in ROWS)
    + "".join(f"DROP FUNCTION public.{function}();\n" for function in sorted(set(TABLES.values())))
    + "DROP FUNCTION public.restaurants_move_pages_on(text[]);\nDELETE FROM public.restaurants_pageversion;\n"
)


class Migration(migrations.Migration):
    dependencies = [("restaurants", "0005_pageversion"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
