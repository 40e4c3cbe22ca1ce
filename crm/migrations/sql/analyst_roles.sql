-- Roles are cluster-wide: created if absent, also when two databases migrate at the same moment.
DO $$
BEGIN
    CREATE ROLE analyst_owner NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE analyst_reader LOGIN NOBYPASSRLS CONNECTION LIMIT 50;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
-- Two sessions that grant at once update the same catalogue rows; the second has nothing left to do.
DO $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('crm analyst roles'));
    IF NOT pg_has_role(current_user, 'analyst_owner', 'MEMBER') THEN
        EXECUTE format('GRANT analyst_owner TO %I', current_user);
    END IF;
END $$;

CREATE SCHEMA analyst;
CREATE SCHEMA analyst_internal;
ALTER SCHEMA analyst OWNER TO analyst_owner;
ALTER SCHEMA analyst_internal OWNER TO analyst_owner;
GRANT USAGE ON SCHEMA public TO analyst_owner;
GRANT USAGE ON SCHEMA analyst TO analyst_reader;

GRANT SELECT ON crm_organisation, crm_alias, crm_group, crm_industry, crm_stage, crm_fxrate, crm_affiliation,
    crm_company, crm_investor, crm_fund, crm_deal, crm_investment, crm_person, crm_interaction, crm_opportunity,
    crm_task, crm_note, crm_team, crm_team_members TO analyst_owner;
GRANT SELECT (id, username, is_active, is_superuser) ON crm_user TO analyst_owner;

-- The asking user is a transaction-local setting that only the server writes. Where set_config cannot be revoked
-- (a managed server), the setting must be a signed token: «id.sha256(secret, id)».
CREATE TABLE analyst_internal.identity_secret (secret text NOT NULL);
INSERT INTO analyst_internal.identity_secret SELECT gen_random_uuid()::text || gen_random_uuid()::text;
ALTER TABLE analyst_internal.identity_secret OWNER TO analyst_owner;

DO $$
BEGIN
    REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
    EXECUTE format('GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO %I', current_user);
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'set_config stays public: identities are signed tokens';
END $$;

CREATE FUNCTION analyst_internal.identity_token(user_id bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT user_id || '.' || encode(sha256(convert_to(s.secret || ':' || user_id, 'UTF8')), 'hex')
    FROM analyst_internal.identity_secret s
$$;
ALTER FUNCTION analyst_internal.identity_token(bigint) OWNER TO analyst_owner;
REVOKE EXECUTE ON FUNCTION analyst_internal.identity_token(bigint) FROM PUBLIC;

-- Reads the setting: a signed token always counts, a bare id only where the reader cannot forge one.
CREATE FUNCTION analyst.asking_user() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    setting text := current_setting('crm.user_id', true);
    claimed bigint;
BEGIN
    IF setting IS NULL OR setting !~ '^[0-9]{1,18}(\.[0-9a-f]{64})?$' THEN
        RETURN NULL;
    END IF;
    claimed := split_part(setting, '.', 1)::bigint;
    IF setting LIKE '%.%' THEN
        IF setting <> analyst_internal.identity_token(claimed) THEN
            RETURN NULL;
        END IF;
    ELSIF has_function_privilege('analyst_reader', 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE') THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT u.id FROM public.crm_user u WHERE u.id = claimed AND u.is_active);
END $$;
ALTER FUNCTION analyst.asking_user() OWNER TO analyst_owner;

CREATE FUNCTION analyst.asking_teams() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT CASE
        WHEN (SELECT u.is_superuser FROM public.crm_user u WHERE u.id = analyst.asking_user())
        THEN (SELECT coalesce(array_agg(t.id), '{}') FROM public.crm_team t)
        ELSE (SELECT coalesce(array_agg(m.team_id), '{}') FROM public.crm_team_members m
              WHERE m.user_id = analyst.asking_user())
    END
$$;
ALTER FUNCTION analyst.asking_teams() OWNER TO analyst_owner;
REVOKE EXECUTE ON FUNCTION analyst.asking_user(), analyst.asking_teams() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyst.asking_user(), analyst.asking_teams() TO analyst_reader;

-- One rule for every record: firm for all, team for its members (and administrators), private for the owner alone.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['company', 'investor', 'fund', 'deal', 'person', 'interaction', 'opportunity', 'task', 'note'] LOOP
        EXECUTE format('ALTER TABLE crm_%s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format($policy$
            CREATE POLICY analyst_reads ON crm_%s FOR SELECT TO analyst_owner USING (
                (SELECT analyst.asking_user()) IS NOT NULL AND (
                    visibility = 'firm'
                    OR owner_id = (SELECT analyst.asking_user())
                    OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
                )
            )$policy$, name);
    END LOOP;
END $$;
