-- Notes that somebody of a team prints cards which ask guests for reviews. False: they may not change the page, or there
-- were twenty sheets in a day. Owners see it on the team's page; they are not mailed.
CREATE OR REPLACE FUNCTION public.restaurants_note_guest_cards(actor uuid, place uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    IF NOT public.restaurants_may(actor, place, 'change_page')
       OR (SELECT count(*) FROM public.restaurants_teamevent AS done
           WHERE done.restaurant_id = place AND done.action = 'cards'
             AND done.created_at > clock_timestamp() - interval '1 day') >= 20 THEN
        RETURN false;
    END IF;
    INSERT INTO public.restaurants_teamevent (id, restaurant_id, user_id, action, role, whom, mailed_at)
    VALUES (uuidv7(), place, actor, 'cards', '', '', clock_timestamp());
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_guest_cards(uuid, uuid) FROM PUBLIC;
