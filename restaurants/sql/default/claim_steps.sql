-- What the company does about claims. The console prints letters; the worker `staffing` has steps carried out whose
-- signatures it has checked. Neither login writes a claim, a team or a place in any other way.

-- The code of a letter, which stands nowhere else: whoever prints it sees it once. NULL where no letter is due.
CREATE OR REPLACE FUNCTION public.restaurants_print_claim_letter(asked uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made CONSTANT text := public.restaurants_new_claim_code();
BEGIN
    UPDATE public.restaurants_claim
    SET state = 'code_sent', digest = public.restaurants_claim_digest(asked, made), tries = 0,
        codes_sent = codes_sent + 1, code_ends_at = clock_timestamp() + interval '30 days'
    WHERE id = asked AND proof = 'post' AND state = 'code_due'
      AND (restaurant_id IS NULL OR public.restaurants_listed_street(restaurant_id) <> '');
    RETURN CASE WHEN FOUND THEN made END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_print_claim_letter(uuid) FROM PUBLIC;

-- Who made an open claim, and who approved it first: what the worker asks its policy about.
CREATE OR REPLACE FUNCTION public.restaurants_people_of_claim(asked uuid) RETURNS TABLE (claimant uuid, first uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT claim.user_id, claim.first_by FROM public.restaurants_claim AS claim
    WHERE claim.id = asked AND claim.closed_at IS NULL
$$;
REVOKE ALL ON FUNCTION public.restaurants_people_of_claim(uuid) FROM PUBLIC;

-- Lists a place that a claim adds; its id.
CREATE OR REPLACE FUNCTION public.restaurants_list_claimed_place(claim public.restaurants_claim) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given CONSTANT jsonb := claim.listing;
    at CONSTANT timestamptz := clock_timestamp();
    place CONSTANT uuid := uuidv7();
    own_slug text := given ->> 'slug';
    number integer := 1;
BEGIN
    WHILE EXISTS (SELECT FROM public.restaurants_restaurant WHERE slug = own_slug) LOOP
        number := number + 1;
        own_slug := (given ->> 'slug') || '-' || number;
    END LOOP;
    INSERT INTO public.restaurants_restaurant
        (id, slug, name, name_skeleton, cuisines, street, postcode, town, region, country, phone, website, time_zone,
         opening_hours, wheelchair, source, source_ref, licence, name_words, cuisine_words, dish_words, place_words,
         created_at, updated_at)
    VALUES (place, own_slug, given ->> 'name', given ->> 'skeleton',
            ARRAY(SELECT jsonb_array_elements_text(given -> 'cuisines')), given ->> 'street', given ->> 'postcode',
            given ->> 'town', '', given ->> 'country', given ->> 'phone', given ->> 'website', given ->> 'time_zone',
            '', '', 'claims', claim.id::text, 'own', given ->> 'name_words', given ->> 'cuisine_words', '',
            given ->> 'place_words', at, at);
    -- All of its sums are nought.
    EXECUTE (
        SELECT format('INSERT INTO public.restaurants_restaurantrating (restaurant_id, %s) VALUES ($1, %s)',
                      string_agg(quote_ident(attname), ', '), string_agg('0', ', '))
        FROM pg_attribute
        WHERE attrelid = 'public.restaurants_restaurantrating'::regclass AND attnum > 0 AND NOT attisdropped
          AND attgenerated = '' AND attname <> 'restaurant_id'
    ) USING place;
    INSERT INTO public.outbox_event (id, topic, version, restaurant_id, payload, created_at)
    VALUES (uuidv7(), 'restaurants.restaurant_listed', 1, place, jsonb_build_object(
        'restaurant_id', place, 'country', given ->> 'country', 'region', '', 'cuisine', given -> 'cuisines' ->> 0,
        'latitude', NULL, 'longitude', NULL, 'listed_at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
    ), at);
    RETURN place;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_list_claimed_place(public.restaurants_claim) FROM PUBLIC;

-- Makes whoever claims an owner. Who manages the place by then leaves its team, unless they agreed.
CREATE OR REPLACE FUNCTION public.restaurants_grant_claim(claim public.restaurants_claim) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place CONSTANT uuid := COALESCE(claim.restaurant_id, public.restaurants_list_claimed_place(claim));
    former record;
BEGIN
    FOR former IN
        SELECT member.user_id, member.role, account.email FROM public.restaurants_teammember AS member
        JOIN public.accounts_user AS account ON account.id = member.user_id
        WHERE member.restaurant_id = place AND member.left_at IS NULL AND member.user_id <> claim.user_id
          AND claim.answer <> 'agrees'
    LOOP
        PERFORM public.restaurants_set_team_role(place, former.user_id, '');
        PERFORM public.restaurants_note_team_event(place, NULL, 'removed', former.role, former.email);
    END LOOP;
    PERFORM public.restaurants_set_team_role(place, claim.user_id, 'owner');
    PERFORM public.restaurants_note_team_event(
        place, NULL, 'granted', 'owner',
        (SELECT account.email FROM public.accounts_user AS account WHERE account.id = claim.user_id)
    );
    RETURN place;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_grant_claim(public.restaurants_claim) FROM PUBLIC;

-- A step of a member of staff. Two who are neither the claimant nor of the place's team approve; one refuses. 'done', or why not.
CREATE OR REPLACE FUNCTION public.restaurants_take_claim_step(actor uuid, asked uuid, step text, words text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := clock_timestamp();
    claim public.restaurants_claim;
BEGIN
    -- The place first, as whoever changes its team does.
    PERFORM FROM public.restaurants_restaurant
    WHERE id = (SELECT restaurant_id FROM public.restaurants_claim WHERE id = asked) FOR NO KEY UPDATE;
    SELECT * INTO claim FROM public.restaurants_claim AS open
    WHERE open.id = asked AND open.closed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_possible';
    ELSIF claim.user_id = actor OR public.restaurants_is_affiliated(actor, claim.restaurant_id) THEN
        RETURN 'own';
    ELSIF step = 'refuse' THEN
        UPDATE public.restaurants_claim
        SET state = 'refused', decided_by = actor, reason = words, digest = NULL, closed_at = at WHERE id = asked;
        RETURN 'done';
    ELSIF step = 'approve' AND claim.state = 'waiting' THEN
        UPDATE public.restaurants_claim SET state = 'half_approved', first_by = actor WHERE id = asked;
        RETURN 'done';
    ELSIF step <> 'approve' OR claim.state <> 'half_approved' THEN
        RETURN 'not_possible';
    ELSIF claim.first_by = actor THEN
        RETURN 'same_person';
    ELSIF NOT EXISTS (
        SELECT FROM public.accounts_user AS account
        JOIN public.accounts_verificationstatus AS status ON status.user_id = account.id
        WHERE account.id = claim.user_id AND account.is_active AND status.state = 'confirmed' AND status.expires_at > at
    ) THEN
        RETURN 'not_confirmed';
    ELSIF claim.answer_by IS NULL AND EXISTS (
        SELECT FROM public.restaurants_teammember AS member
        WHERE member.restaurant_id = claim.restaurant_id AND member.role = 'owner' AND member.left_at IS NULL
    ) THEN
        -- Somebody else came to manage it since: nobody has asked them yet.
        PERFORM public.restaurants_pass_on_claim(asked);
        RETURN 'managed_now';
    END IF;
    UPDATE public.restaurants_claim
    SET state = 'approved', decided_by = actor, closed_at = at, restaurant_id = public.restaurants_grant_claim(claim)
    WHERE id = asked;
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_take_claim_step(uuid, uuid, text, text) FROM PUBLIC;

-- An owner gives a place up: the last one leaves it without a team. What they did stays in the log. 'left', 'unmanaged', or why not.
CREATE OR REPLACE FUNCTION public.restaurants_give_up(actor uuid, place uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    member record;
    is_last boolean;
BEGIN
    IF NOT public.restaurants_manages_team(actor, place) THEN
        RETURN 'not_possible';
    END IF;
    is_last := public.restaurants_is_last_owner(actor, place);
    PERFORM public.restaurants_note_team_event(place, actor, 'gave_up', 'owner', '');
    FOR member IN
        SELECT user_id FROM public.restaurants_teammember
        WHERE restaurant_id = place AND left_at IS NULL AND (is_last OR user_id = actor)
    LOOP
        PERFORM public.restaurants_set_team_role(place, member.user_id, '');
    END LOOP;
    RETURN CASE WHEN is_last THEN 'unmanaged' ELSE 'left' END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_give_up(uuid, uuid) FROM PUBLIC;

-- A place is managed while its team has an owner, whoever changes the team.
CREATE OR REPLACE FUNCTION public.restaurants_note_managed_since() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place CONSTANT uuid := COALESCE(NEW.restaurant_id, OLD.restaurant_id);
    since CONSTANT timestamptz := (
        SELECT min(member.joined_at) FROM public.restaurants_teammember AS member
        WHERE member.restaurant_id = place AND member.role = 'owner' AND member.left_at IS NULL
    );
BEGIN
    UPDATE public.restaurants_restaurant AS managed
    SET managed_since = CASE WHEN since IS NOT NULL THEN COALESCE(managed.managed_since, since) END
    WHERE managed.id = place AND (managed.managed_since IS NULL) <> (since IS NULL);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_managed_since() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_note_managed_since AFTER INSERT OR UPDATE OR DELETE ON public.restaurants_teammember
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_note_managed_since();
ALTER TABLE public.restaurants_teammember ENABLE ALWAYS TRIGGER restaurants_note_managed_since;
