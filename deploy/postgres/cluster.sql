-- Run by the superuser once a cluster, after the role `migrator` is made. It can be run again.

-- After an erasure a function of the migrator lets go of the log's files that deleted rows stand in.
GRANT pg_checkpoint TO migrator;
-- The last connections are the migrator's, whoever has taken the others.
GRANT pg_use_reserved_connections TO migrator;
-- So that each login has a bound on its temporary files that it can't raise itself.
GRANT SET ON PARAMETER temp_file_limit TO migrator;
-- So that the statements of an elevation's login stand in the server's log, and it can't switch that off.
GRANT SET ON PARAMETER log_statement TO migrator;
