-- A row is seen only with every record that it stands on; an empty field stands on nothing. The same rule as
-- crm.queries.visible_to. It holds on the tables and not by the views' joins alone: a condition that fails on a hidden
-- value (1 / …) is tried on each table's rows before the join, and its error would tell of them. So the tables of names,
-- posts and investments, which have no visibility of their own, follow the records that they belong to.
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
    AND EXISTS (SELECT FROM crm_investor v WHERE v.id = crm_fund.investor_id)
);

CREATE POLICY analyst_reads ON crm_deal FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND EXISTS (SELECT FROM crm_company c WHERE c.id = crm_deal.company_id)
);

CREATE POLICY analyst_reads ON crm_interaction FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR EXISTS (SELECT FROM crm_investor v WHERE v.id = crm_interaction.investor_id))
    AND (company_id IS NULL OR EXISTS (SELECT FROM crm_company c WHERE c.id = crm_interaction.company_id))
    AND (person_id IS NULL OR EXISTS (SELECT FROM crm_person p WHERE p.id = crm_interaction.person_id))
);

CREATE POLICY analyst_reads ON crm_opportunity FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR EXISTS (SELECT FROM crm_investor v WHERE v.id = crm_opportunity.investor_id))
    AND (company_id IS NULL OR EXISTS (SELECT FROM crm_company c WHERE c.id = crm_opportunity.company_id))
);

CREATE POLICY analyst_reads ON crm_task FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR EXISTS (SELECT FROM crm_investor v WHERE v.id = crm_task.investor_id))
    AND (company_id IS NULL OR EXISTS (SELECT FROM crm_company c WHERE c.id = crm_task.company_id))
);

CREATE POLICY analyst_reads ON crm_note FOR SELECT TO analyst_owner USING (
    (SELECT analyst.asking_user()) IS NOT NULL AND (
        visibility = 'firm'
        OR owner_id = (SELECT analyst.asking_user())
        OR (visibility = 'team' AND team_id = ANY ((SELECT analyst.asking_teams())::bigint[]))
    )
    AND (investor_id IS NULL OR EXISTS (SELECT FROM crm_investor v WHERE v.id = crm_note.investor_id))
    AND (company_id IS NULL OR EXISTS (SELECT FROM crm_company c WHERE c.id = crm_note.company_id))
    AND (fund_id IS NULL OR EXISTS (SELECT FROM crm_fund f WHERE f.id = crm_note.fund_id))
    AND (deal_id IS NULL OR EXISTS (SELECT FROM crm_deal d WHERE d.id = crm_note.deal_id))
    AND (person_id IS NULL OR EXISTS (SELECT FROM crm_person p WHERE p.id = crm_note.person_id))
    AND (interaction_id IS NULL OR EXISTS (SELECT FROM crm_interaction x WHERE x.id = crm_note.interaction_id))
    AND (opportunity_id IS NULL OR EXISTS (SELECT FROM crm_opportunity o WHERE o.id = crm_note.opportunity_id))
);

ALTER TABLE crm_organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_organisation FOR SELECT TO analyst_owner USING (
    EXISTS (SELECT FROM crm_company c WHERE c.organisation_id = crm_organisation.id)
    OR EXISTS (SELECT FROM crm_investor v WHERE v.organisation_id = crm_organisation.id)
);

ALTER TABLE crm_alias ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_alias FOR SELECT TO analyst_owner USING (
    EXISTS (SELECT FROM crm_company c WHERE c.organisation_id = crm_alias.organisation_id)
    OR EXISTS (SELECT FROM crm_investor v WHERE v.organisation_id = crm_alias.organisation_id)
);

ALTER TABLE crm_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_group FOR SELECT TO analyst_owner USING (
    EXISTS (SELECT FROM crm_organisation o WHERE o.group_id = crm_group.id)
);

-- A post at an organisation that the asker may not see is no post: not even its title shows.
ALTER TABLE crm_affiliation ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_affiliation FOR SELECT TO analyst_owner USING (
    EXISTS (SELECT FROM crm_person p WHERE p.id = crm_affiliation.person_id)
    AND (
        EXISTS (SELECT FROM crm_company c WHERE c.organisation_id = crm_affiliation.organisation_id)
        OR EXISTS (SELECT FROM crm_investor v WHERE v.organisation_id = crm_affiliation.organisation_id)
    )
);

ALTER TABLE crm_investment ENABLE ROW LEVEL SECURITY;
CREATE POLICY analyst_reads ON crm_investment FOR SELECT TO analyst_owner USING (
    EXISTS (SELECT FROM crm_deal d WHERE d.id = crm_investment.deal_id)
    AND EXISTS (SELECT FROM crm_investor v WHERE v.id = crm_investment.investor_id)
);
