-- Removes the write-ahead log that erased rows still stand in. The right to make a checkpoint is the owner's; the login
-- `vacuum` has it through this function only.

CREATE OR REPLACE FUNCTION governance.recycle_wal() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- A checkpoint removes the files of the log that lie before the one before it.
    FOR turn IN 1..2 LOOP
        PERFORM pg_catalog.pg_switch_wal();
        CHECKPOINT;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION governance.recycle_wal() FROM PUBLIC;
