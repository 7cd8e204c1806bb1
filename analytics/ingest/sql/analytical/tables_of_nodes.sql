-- Where the extension Citus is installed, spreads large tables over the nodes by restaurant, and copies small ones to
-- every node. On plain PostgreSQL it does nothing. A distributed table has `restaurant_id` first in each of its keys.
-- Whoever writes a copied table needs a right on the whole of it (DELETE), which not every writer may have: such tables,
-- and everything in `governance`, stay on the coordinator.

DO $$
DECLARE
    name text;
    distributed CONSTANT text[] := ARRAY[
        'landing.review_events', 'landing.review_staging', 'landing.restaurant_events', 'landing.restaurant_staging',
        'core.reviews', 'core.restaurants', 'core.visits', 'core.planned_days', 'derived.review_sentiment',
        'derived.visitor_forecast', 'derived.visitor_kept_forecast', 'derived.visitor_backtest',
        'derived.visitor_forecast_status', 'marts.restaurant_age_bands',
        'marts.restaurant_cohorts'
    ];
    copied CONSTANT text[] := ARRAY[
        'core.user_demographics', 'core.allowed_uses', 'marts.reviewer_cubes'
    ];
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;
    FOREACH name IN ARRAY distributed LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = name::regclass) THEN
            PERFORM create_distributed_table(name, 'restaurant_id');
        END IF;
    END LOOP;
    FOREACH name IN ARRAY copied LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = name::regclass) THEN
            PERFORM create_reference_table(name);
        END IF;
    END LOOP;
END
$$;
