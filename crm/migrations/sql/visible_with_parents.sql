-- A row is seen only with every record that it stands on; an empty field stands on nothing. The same rule as
-- crm.queries.visible_to. It holds on the tables and not by the views' joins alone: a condition that fails on a hidden
-- value (1 / …) is tried on each table's rows before the join, and its error would tell of them. So the tables of names,
-- posts and investments, which have no visibility of their own, follow the records that they belong to.

-- What the asker may not see is little, and found by small indexes: the policies look there, and not among all that is
-- seen, which takes two to three times as long. The functions read as the tables' owner and answer with ids alone; the
-- reader runs them by the policies but cannot name them, having no right to the schema.
CREATE INDEX crm_company_kept ON crm_company (id) WHERE visibility <> 'firm';
CREATE INDEX crm_investor_kept ON crm_investor (id) WHERE visibility <> 'firm';
CREATE INDEX crm_fund_kept ON crm_fund (id) WHERE visibility <> 'firm';
CREATE INDEX crm_deal_kept ON crm_deal (id) WHERE visibility <> 'firm';
CREATE INDEX crm_person_kept ON crm_person (id) WHERE visibility <> 'firm';
CREATE INDEX crm_interaction_kept ON crm_interaction (id) WHERE visibility <> 'firm';
CREATE INDEX crm_opportunity_kept ON crm_opportunity (id) WHERE visibility <> 'firm';

CREATE FUNCTION analyst_internal.hidden_companies() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_company r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
$$;

CREATE FUNCTION analyst_internal.hidden_investors() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_investor r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
$$;

CREATE FUNCTION analyst_internal.hidden_people() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_person r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
$$;

CREATE FUNCTION analyst_internal.hidden_funds() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_fund r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
    UNION SELECT r.id FROM public.crm_fund r WHERE r.investor_id IN (SELECT * FROM analyst_internal.hidden_investors())
$$;

CREATE FUNCTION analyst_internal.hidden_deals() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_deal r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
    UNION SELECT r.id FROM public.crm_deal r WHERE r.company_id IN (SELECT * FROM analyst_internal.hidden_companies())
$$;

CREATE FUNCTION analyst_internal.hidden_interactions() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_interaction r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
    UNION SELECT r.id FROM public.crm_interaction r WHERE r.investor_id IN (SELECT * FROM analyst_internal.hidden_investors())
    UNION SELECT r.id FROM public.crm_interaction r WHERE r.company_id IN (SELECT * FROM analyst_internal.hidden_companies())
    UNION SELECT r.id FROM public.crm_interaction r WHERE r.person_id IN (SELECT * FROM analyst_internal.hidden_people())
$$;

CREATE FUNCTION analyst_internal.hidden_opportunities() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    SELECT r.id FROM public.crm_opportunity r
    WHERE r.visibility <> 'firm'
        AND r.owner_id IS DISTINCT FROM (SELECT analyst.asking_user())
        AND (r.visibility <> 'team' OR (r.team_id = ANY ((SELECT analyst.asking_teams())::bigint[])) IS NOT TRUE)
    UNION SELECT r.id FROM public.crm_opportunity r WHERE r.investor_id IN (SELECT * FROM analyst_internal.hidden_investors())
    UNION SELECT r.id FROM public.crm_opportunity r WHERE r.company_id IN (SELECT * FROM analyst_internal.hidden_companies())
$$;

-- An organisation is seen by either of its profiles, a group by any of its members.
CREATE FUNCTION analyst_internal.hidden_organisations() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    WITH companies AS (
        SELECT c.organisation_id FROM public.crm_company c
        WHERE c.id IN (SELECT * FROM analyst_internal.hidden_companies())
    ), investors AS (
        SELECT v.organisation_id FROM public.crm_investor v
        WHERE v.id IN (SELECT * FROM analyst_internal.hidden_investors())
    )
    SELECT c.organisation_id FROM companies c
    WHERE c.organisation_id IN (SELECT organisation_id FROM investors)
        OR NOT EXISTS (SELECT FROM public.crm_investor v WHERE v.organisation_id = c.organisation_id)
    UNION
    SELECT v.organisation_id FROM investors v
    WHERE NOT EXISTS (SELECT FROM public.crm_company c WHERE c.organisation_id = v.organisation_id)
$$;

CREATE FUNCTION analyst_internal.hidden_groups() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
    WITH hidden AS (SELECT * FROM analyst_internal.hidden_organisations() AS h(id))
    SELECT o.group_id FROM public.crm_organisation o
    WHERE o.id IN (SELECT id FROM hidden) AND o.group_id IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM public.crm_organisation other
            WHERE other.group_id = o.group_id AND other.id NOT IN (SELECT id FROM hidden)
        )
$$;

REVOKE EXECUTE ON FUNCTION
    analyst_internal.hidden_companies(),
    analyst_internal.hidden_investors(),
    analyst_internal.hidden_people(),
    analyst_internal.hidden_funds(),
    analyst_internal.hidden_deals(),
    analyst_internal.hidden_interactions(),
    analyst_internal.hidden_opportunities(),
    analyst_internal.hidden_organisations(),
    analyst_internal.hidden_groups()
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    analyst_internal.hidden_companies(),
    analyst_internal.hidden_investors(),
    analyst_internal.hidden_people(),
    analyst_internal.hidden_funds(),
    analyst_internal.hidden_deals(),
    analyst_internal.hidden_interactions(),
    analyst_internal.hidden_opportunities(),
    analyst_internal.hidden_organisations(),
    analyst_internal.hidden_groups()
TO analyst_reader, analyst_owner;

DROP POLICY analyst_reads ON crm_fund;
DROP POLICY analyst_reads ON crm_deal;
DROP POLICY analyst_reads ON crm_interaction;
DROP POLICY analyst_reads ON crm_opportunity;
DROP POLICY analyst_reads ON crm_task;
DROP POLICY analyst_reads ON crm_note;

CREATE POLICY analyst_reads ON crm_fund FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND investor_id NOT IN (SELECT * FROM analyst_internal.hidden_investors())
);

CREATE POLICY analyst_reads ON crm_deal FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND company_id NOT IN (SELECT * FROM analyst_internal.hidden_companies())
);

CREATE POLICY analyst_reads ON crm_interaction FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR investor_id NOT IN (SELECT * FROM analyst_internal.hidden_investors()))
    AND (company_id IS NULL OR company_id NOT IN (SELECT * FROM analyst_internal.hidden_companies()))
    AND (person_id IS NULL OR person_id NOT IN (SELECT * FROM analyst_internal.hidden_people()))
);

CREATE POLICY analyst_reads ON crm_opportunity FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR investor_id NOT IN (SELECT * FROM analyst_internal.hidden_investors()))
    AND (company_id IS NULL OR company_id NOT IN (SELECT * FROM analyst_internal.hidden_companies()))
);

CREATE POLICY analyst_reads ON crm_task FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR investor_id NOT IN (SELECT * FROM analyst_internal.hidden_investors()))
    AND (company_id IS NULL OR company_id NOT IN (SELECT * FROM analyst_internal.hidden_companies()))
);

CREATE POLICY analyst_reads ON crm_note FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR investor_id NOT IN (SELECT * FROM analyst_internal.hidden_investors()))
    AND (company_id IS NULL OR company_id NOT IN (SELECT * FROM analyst_internal.hidden_companies()))
    AND (fund_id IS NULL OR fund_id NOT IN (SELECT * FROM analyst_internal.hidden_funds()))
    AND (deal_id IS NULL OR deal_id NOT IN (SELECT * FROM analyst_internal.hidden_deals()))
    AND (person_id IS NULL OR person_id NOT IN (SELECT * FROM analyst_internal.hidden_people()))
    AND (interaction_id IS NULL OR interaction_id NOT IN (SELECT * FROM analyst_internal.hidden_interactions()))
    AND (opportunity_id IS NULL OR opportunity_id NOT IN (SELECT * FROM analyst_internal.hidden_opportunities()))
);

ALTER TABLE crm_organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_organisation FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL
    AND id NOT IN (SELECT * FROM analyst_internal.hidden_organisations())
);

ALTER TABLE crm_alias ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_alias FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL
    AND organisation_id NOT IN (SELECT * FROM analyst_internal.hidden_organisations())
);

ALTER TABLE crm_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_group FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL
    AND id NOT IN (SELECT * FROM analyst_internal.hidden_groups())
);

-- A post at an organisation that the asker may not see is no post: not even its title shows.
ALTER TABLE crm_affiliation ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_affiliation FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL
    AND person_id NOT IN (SELECT * FROM analyst_internal.hidden_people())
    AND organisation_id NOT IN (SELECT * FROM analyst_internal.hidden_organisations())
);

ALTER TABLE crm_investment ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_investment FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL
    AND deal_id NOT IN (SELECT * FROM analyst_internal.hidden_deals())
    AND investor_id NOT IN (SELECT * FROM analyst_internal.hidden_investors())
);
