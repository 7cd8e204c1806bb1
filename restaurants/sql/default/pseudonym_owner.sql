-- Whether a pseudonym belongs to another account: an event under it is of a review by somebody else.

CREATE OR REPLACE FUNCTION public.pseudonym_is_of_another_account(asked uuid, account uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.outbox_event AS event
        JOIN public.restaurants_review AS review ON review.id = CASE
            WHEN event.payload ->> 'review_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            THEN (event.payload ->> 'review_id')::uuid END
        WHERE event.person = asked::text AND review.author_id <> account
    )
$$;
REVOKE ALL ON FUNCTION public.pseudonym_is_of_another_account(uuid, uuid) FROM PUBLIC;
