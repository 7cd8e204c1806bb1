-- What a restaurant plans for days. `web` reads the table and writes none of it: these functions do, for somebody who may
-- enter guest numbers at the restaurant.

-- Adds a note; its id, or nothing where another note has one of its days. `rules.py` has the same limits.
CREATE OR REPLACE FUNCTION public.restaurants_add_planning_note(
    person uuid, place uuid, first date, last date, what text, called text, impact text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    added uuid;
    today CONSTANT date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
BEGIN
    IF NOT public.restaurants_may(person, place, 'enter_guest_numbers') THEN
        RAISE EXCEPTION 'Only people who may enter guest numbers at this restaurant plan its days.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF last - first >= 92 OR first < today - 1095 OR last > today + 400 THEN
        RAISE EXCEPTION 'These are too many days, or too far away.' USING ERRCODE = 'check_violation';
    END IF;
    -- Two members at once take turns, so that no day gets two notes.
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    INSERT INTO public.restaurants_planningnote
        (id, restaurant_id, first_day, last_day, kind, name, effect, created_at)
    SELECT uuidv7(), place, first, last, what, called, impact, clock_timestamp()
    WHERE NOT EXISTS (
        SELECT FROM public.restaurants_planningnote
        WHERE restaurant_id = place AND first_day <= last AND last_day >= first
    )
    RETURNING id INTO added;
    RETURN added;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_add_planning_note(uuid, uuid, date, date, text, text, text) FROM PUBLIC;

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
