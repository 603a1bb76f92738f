-- The databases of Airflow and CoreBooks, and the roles that use them; for psql 15 or later, run by the
-- server's superuser, or on a managed server by its administrator, who may make roles and databases. It can
-- be run again: what is there stays, and passwords become those of the environment.
--
--   airflow           owns Airflow's database
--   corebooks_owner   owns the tables of CoreBooks; only `corebooks migrate` uses it
--   corebooks         reads and writes their rows, as far as `corebooks migrate --grant-to` lets it
--
-- None of them is a superuser.
\set ON_ERROR_STOP on
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv owner_password COREBOOKS_OWNER_DB_PASSWORD
\getenv corebooks_password COREBOOKS_DB_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', wanted)
FROM unnest(ARRAY['airflow', 'corebooks_owner', 'corebooks']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
\gexec
ALTER ROLE airflow PASSWORD :'airflow_password';
ALTER ROLE corebooks_owner PASSWORD :'owner_password';
ALTER ROLE corebooks PASSWORD :'corebooks_password';
-- Only where it takes a right away: a managed server's administrator may not even name some of these.
SELECT format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', rolname)
FROM pg_roles
WHERE rolname IN ('corebooks_owner', 'corebooks')
    AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
\gexec
-- Who is no superuser makes a database for another role only as its member.
SELECT format('GRANT %I TO CURRENT_USER', wanted)
FROM unnest(ARRAY['airflow', 'corebooks_owner']) AS wanted
WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER)
\gexec

SELECT format('CREATE DATABASE %I OWNER %I', wanted, owner)
FROM (VALUES ('airflow', 'airflow'), ('corebooks', 'corebooks_owner')) AS databases (wanted, owner)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = wanted)
\gexec
ALTER DATABASE corebooks OWNER TO corebooks_owner;
REVOKE ALL ON DATABASE airflow, corebooks FROM PUBLIC;
GRANT CONNECT ON DATABASE corebooks TO corebooks;

\connect corebooks
ALTER SCHEMA public OWNER TO corebooks_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO corebooks;

-- What an earlier version's role created, with the sequences that belong to it.
SELECT format('ALTER TABLE %s OWNER TO corebooks_owner', oid::regclass)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND relowner <> 'corebooks_owner'::regrole
\gexec
SELECT format('ALTER FUNCTION %s OWNER TO corebooks_owner', oid::regprocedure)
FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner <> 'corebooks_owner'::regrole
\gexec
