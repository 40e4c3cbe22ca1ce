"""Row-level policies: a row is seen only with every record that it stands on, on every table that tells of one."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"

BACK = """
DROP POLICY analyst_reads ON crm_organisation;
DROP POLICY analyst_reads ON crm_alias;
DROP POLICY analyst_reads ON crm_group;
DROP POLICY analyst_reads ON crm_affiliation;
DROP POLICY analyst_reads ON crm_investment;
ALTER TABLE crm_organisation DISABLE ROW LEVEL SECURITY;
ALTER TABLE crm_alias DISABLE ROW LEVEL SECURITY;
ALTER TABLE crm_group DISABLE ROW LEVEL SECURITY;
ALTER TABLE crm_affiliation DISABLE ROW LEVEL SECURITY;
ALTER TABLE crm_investment DISABLE ROW LEVEL SECURITY;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['fund', 'deal', 'interaction', 'opportunity', 'task', 'note'] LOOP
        EXECUTE format('DROP POLICY analyst_reads ON crm_%s', name);
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
DROP FUNCTION analyst_internal.hidden_groups();
DROP FUNCTION analyst_internal.hidden_organisations();
DROP FUNCTION analyst_internal.hidden_opportunities();
DROP FUNCTION analyst_internal.hidden_interactions();
DROP FUNCTION analyst_internal.hidden_deals();
DROP FUNCTION analyst_internal.hidden_funds();
DROP FUNCTION analyst_internal.hidden_people();
DROP FUNCTION analyst_internal.hidden_investors();
DROP FUNCTION analyst_internal.hidden_companies();
DROP INDEX crm_company_kept;
DROP INDEX crm_investor_kept;
DROP INDEX crm_person_kept;
DROP INDEX crm_fund_kept;
DROP INDEX crm_deal_kept;
DROP INDEX crm_interaction_kept;
DROP INDEX crm_opportunity_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("crm", "0004_note_on_one_record")]
    operations = [migrations.RunSQL((SQL / "visible_with_parents.sql").read_text(encoding="utf-8"), BACK)]
