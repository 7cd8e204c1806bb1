-- What noisy counts are made of (ADR 44): each person once, with one review of theirs that is drawn by its id, so that
-- nobody adds more than one to all cells together. Withdrawn uses stay out. The process `query` adds the noise.

CREATE OR REPLACE FUNCTION governance.noisy_exact(by_names text[], chosen jsonb)
RETURNS TABLE (keys text[], people bigint, stars bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(SELECT person.dimensions ->> name FROM unnest(by_names) WITH ORDINALITY AS asked (name, place)
                 ORDER BY place),
           count(*), sum(person.rating - 3)
    FROM (
        SELECT DISTINCT ON (r.reviewer) r.rating, jsonb_build_object(
            'age', COALESCE(d.birth_band, 'unknown'),
            'region', COALESCE(d.region, 'unknown'),
            'rating', r.rating::text,
            'language', CASE WHEN r.language IN ('de', 'en', 'es', 'fr', 'it') THEN r.language ELSE 'other' END,
            'month', to_char(r.posted_at AT TIME ZONE 'UTC', 'YYYY-MM')
        ) AS dimensions
        FROM core.reviews AS r LEFT JOIN core.user_demographics AS d ON d.person = r.reviewer
        WHERE r.for_statistics
        ORDER BY r.reviewer, md5(r.review_id::text)
    ) AS person
    WHERE person.dimensions @> chosen
    GROUP BY 1
$$;
REVOKE ALL ON FUNCTION governance.noisy_exact(text[], jsonb) FROM PUBLIC;

-- What a role may spend in a month, in thousandths of the privacy loss epsilon.
CREATE OR REPLACE FUNCTION governance.privacy_budgets() RETURNS TABLE (role text, budget integer)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM (VALUES ('marketing_analyst', 1000), ('product_manager', 1000), ('executive', 1000)) AS known
$$;
REVOKE ALL ON FUNCTION governance.privacy_budgets() FROM PUBLIC;

-- Spends, or spends nothing and says no. Whoever comes at the same time waits, and is compared with what is new.
CREATE OR REPLACE FUNCTION governance.privacy_spend(asked_role text, asked_version text, cost integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    most CONSTANT integer := COALESCE((SELECT b.budget FROM governance.privacy_budgets() AS b
                                       WHERE b.role = asked_role), 0);
BEGIN
    IF cost IS NULL OR cost <= 0 OR cost > most THEN
        RETURN false;
    END IF;
    INSERT INTO governance.privacy_spent AS had (version, role, spent) VALUES (asked_version, asked_role, cost)
    ON CONFLICT (version, role) DO UPDATE SET spent = had.spent + excluded.spent
    WHERE had.spent + excluded.spent <= most;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION governance.privacy_spend(text, text, integer) FROM PUBLIC;
