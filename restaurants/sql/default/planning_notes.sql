-- What a restaurant plans for days. `web` reads the table and writes none of it: these functions do, for somebody who may
-- enter guest numbers at the restaurant.

-- Stops whoever may not plan days of a restaurant, and days that nobody can plan. `rules.py` has the same limits. Then
-- members who write at once take turns, so that no day gets two notes.
CREATE OR REPLACE FUNCTION public.restaurants_require_planning(person uuid, place uuid, first date, last date)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    today CONSTANT date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
BEGIN
    IF NOT public.restaurants_may(person, place, 'enter_guest_numbers') THEN
        RAISE EXCEPTION 'Only people who may enter guest numbers at this restaurant plan its days.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF last - first >= 92 OR first < today - 1095 OR last > today + 400 THEN
        RAISE EXCEPTION 'These are too many days, or too far away.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_require_planning(uuid, uuid, date, date) FROM PUBLIC;

-- Adds a note; its id, or nothing where another note has one of its days.
CREATE OR REPLACE FUNCTION public.restaurants_add_planning_note(
    person uuid, place uuid, first date, last date, what text, called text, impact text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    added uuid;
BEGIN
    PERFORM public.restaurants_require_planning(person, place, first, last);
    INSERT INTO public.restaurants_planningnote
        (id, restaurant_id, first_day, last_day, kind, name, effect, version, created_at)
    SELECT uuidv7(), place, first, last, what, called, impact, 1, clock_timestamp()
    WHERE NOT EXISTS (
        SELECT FROM public.restaurants_planningnote
        WHERE restaurant_id = place AND first_day <= last AND last_day >= first
    )
    RETURNING id INTO added;
    RETURN added;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_add_planning_note(uuid, uuid, date, date, text, text, text) FROM PUBLIC;

-- Changes the note that somebody has seen; its new version, or 0 where another note has one of its days. Nothing where the
-- note was changed since, or is gone.
CREATE OR REPLACE FUNCTION public.restaurants_change_planning_note(
    person uuid, note uuid, seen integer, first date, last date, what text, called text, impact text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    place CONSTANT uuid := (SELECT restaurant_id FROM public.restaurants_planningnote WHERE id = note);
    changed integer;
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM public.restaurants_require_planning(person, place, first, last);
    IF EXISTS (
        SELECT FROM public.restaurants_planningnote
        WHERE restaurant_id = place AND id <> note AND first_day <= last AND last_day >= first
    ) THEN
        RETURN 0;
    END IF;
    UPDATE public.restaurants_planningnote
    SET first_day = first, last_day = last, kind = what, name = called, effect = impact, version = version + 1
    WHERE id = note AND version = seen RETURNING version INTO changed;
    RETURN changed;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_planning_note(
    uuid, uuid, integer, date, date, text, text, text
) FROM PUBLIC;

-- Deletes a note; whether there was one that is theirs to delete.
CREATE OR REPLACE FUNCTION public.restaurants_delete_planning_note(person uuid, note uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_planningnote AS doomed
    WHERE doomed.id = note AND public.restaurants_may(person, doomed.restaurant_id, 'enter_guest_numbers');
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_planning_note(uuid, uuid) FROM PUBLIC;
