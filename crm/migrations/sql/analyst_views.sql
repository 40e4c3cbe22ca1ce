-- The analyst views: the contract between the data and every question. All are owned by analyst_owner, so that the
-- row-level policies of the tables bind them. A converted amount uses the latest rate on or before the row's own
-- date; no rate gives NULL. Conversions are scalar subqueries: a query that does not read the column does not pay.

CREATE VIEW analyst_internal.deal AS
SELECT d.*,
    (SELECT d.amount * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = d.currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS amount_cny,
    (SELECT d.amount * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = d.currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS amount_usd,
    (SELECT d.pre_money * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = d.valuation_currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS pre_money_cny,
    (SELECT d.post_money * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = d.valuation_currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS post_money_cny,
    (SELECT d.post_money * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = d.valuation_currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS post_money_usd
FROM crm_deal d;

CREATE VIEW analyst_internal.company AS
SELECT c.*, o.name, o.legal_name, o.country, o.province, o.city, o.district, o.website,
    coalesce(top.name, i.name) AS industry,
    CASE WHEN i.top_id IS NOT NULL THEN i.name END AS sub_industry
FROM crm_company c
JOIN crm_organisation o ON o.id = c.organisation_id
LEFT JOIN crm_industry i ON i.id = c.industry_id
LEFT JOIN crm_industry top ON top.id = i.top_id;

-- The latest known valuation: of the company as a whole, or of its latest valued round, whichever is later.
CREATE VIEW analyst_internal.valuation AS
SELECT DISTINCT ON (company_id) company_id, cny, usd
FROM (
    SELECT c.id AS company_id, coalesce(c.valuation_on, CURRENT_DATE) AS known_on, 1 AS source,
        (SELECT c.valuation * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = c.valuation_currency
         AND r.date <= coalesce(c.valuation_on, CURRENT_DATE) ORDER BY r.date DESC LIMIT 1) AS cny,
        (SELECT c.valuation * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = c.valuation_currency
         AND r.date <= coalesce(c.valuation_on, CURRENT_DATE) ORDER BY r.date DESC LIMIT 1) AS usd
    FROM crm_company c WHERE c.valuation IS NOT NULL
    UNION ALL
    SELECT d.company_id, d.announced_on, 2, d.post_money_cny, d.post_money_usd
    FROM analyst_internal.deal d WHERE d.post_money IS NOT NULL
) known
ORDER BY company_id, known_on DESC NULLS LAST, source;

CREATE VIEW analyst.companies AS
SELECT c.id, c.name, nullif(c.legal_name, '') AS legal_name,
    (SELECT string_agg(a.name, ', ' ORDER BY a.name) FROM crm_alias a WHERE a.organisation_id = c.organisation_id) AS aliases,
    c.industry, c.sub_industry,
    nullif(c.country, '') AS country, nullif(c.province, '') AS province, nullif(c.city, '') AS city,
    nullif(c.district, '') AS district, c.founded_on, c.status,
    (SELECT d.stage_id FROM crm_deal d JOIN crm_stage s ON s.code = d.stage_id WHERE d.company_id = c.id
     ORDER BY d.announced_on DESC NULLS LAST, s.rank DESC, d.id DESC LIMIT 1) AS stage,
    (SELECT sum(d.amount_cny) FROM analyst_internal.deal d WHERE d.company_id = c.id) AS total_raised_cny,
    (SELECT sum(d.amount_usd) FROM analyst_internal.deal d WHERE d.company_id = c.id) AS total_raised_usd,
    (SELECT v.cny FROM analyst_internal.valuation v WHERE v.company_id = c.id) AS valuation_cny,
    (SELECT v.usd FROM analyst_internal.valuation v WHERE v.company_id = c.id) AS valuation_usd,
    (SELECT count(*) FROM crm_deal d WHERE d.company_id = c.id) AS round_count,
    (SELECT max(d.announced_on) FROM crm_deal d WHERE d.company_id = c.id) AS last_round_on,
    (SELECT count(DISTINCT n.investor_id) FROM crm_investment n JOIN crm_deal d ON d.id = n.deal_id
     JOIN crm_investor v ON v.id = n.investor_id WHERE d.company_id = c.id) AS investor_count,
    nullif(c.website, '') AS website, nullif(c.description, '') AS description,
    u.username AS owner, c.created_on
FROM analyst_internal.company c LEFT JOIN crm_user u ON u.id = c.owner_id;

CREATE VIEW analyst_internal.investor AS
SELECT v.*, o.name, o.country, o.province, o.city, g.name AS group_name
FROM crm_investor v JOIN crm_organisation o ON o.id = v.organisation_id LEFT JOIN crm_group g ON g.id = o.group_id;

CREATE VIEW analyst_internal.investment AS
SELECT n.*, d.company_id, d.stage_id, d.announced_on
FROM crm_investment n JOIN crm_deal d ON d.id = n.deal_id JOIN crm_company c ON c.id = d.company_id;

CREATE VIEW analyst.investors AS
SELECT v.id, v.name,
    (SELECT string_agg(a.name, ', ' ORDER BY a.name) FROM crm_alias a WHERE a.organisation_id = v.organisation_id) AS aliases,
    v.group_name, v.kind, nullif(v.country, '') AS country, nullif(v.province, '') AS province, nullif(v.city, '') AS city,
    (SELECT v.aum * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = v.currency AND r.date <= coalesce(v.aum_on, CURRENT_DATE)
     ORDER BY r.date DESC LIMIT 1) AS aum_cny,
    (SELECT v.aum * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = v.currency AND r.date <= coalesce(v.aum_on, CURRENT_DATE)
     ORDER BY r.date DESC LIMIT 1) AS aum_usd,
    (SELECT v.check_min * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = v.currency AND r.date <= CURRENT_DATE
     ORDER BY r.date DESC LIMIT 1) AS check_min_cny,
    (SELECT v.check_max * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = v.currency AND r.date <= CURRENT_DATE
     ORDER BY r.date DESC LIMIT 1) AS check_max_cny,
    (SELECT v.check_min * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = v.currency AND r.date <= CURRENT_DATE
     ORDER BY r.date DESC LIMIT 1) AS check_min_usd,
    (SELECT v.check_max * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = v.currency AND r.date <= CURRENT_DATE
     ORDER BY r.date DESC LIMIT 1) AS check_max_usd,
    nullif(v.thesis, '') AS thesis, v.relationship, u.username AS owner,
    (SELECT max(x.happened_on) FROM crm_interaction x WHERE x.investor_id = v.id) AS last_interaction_on,
    (SELECT count(*) FROM crm_interaction x WHERE x.investor_id = v.id) AS interaction_count,
    (SELECT count(DISTINCT n.deal_id) FROM analyst_internal.investment n WHERE n.investor_id = v.id) AS deal_count,
    (SELECT count(DISTINCT n.deal_id) FROM analyst_internal.investment n WHERE n.investor_id = v.id AND n.is_lead) AS lead_count,
    (SELECT count(DISTINCT n.company_id) FROM analyst_internal.investment n WHERE n.investor_id = v.id) AS company_count,
    (SELECT min(n.announced_on) FROM analyst_internal.investment n WHERE n.investor_id = v.id) AS first_deal_on,
    (SELECT max(n.announced_on) FROM analyst_internal.investment n WHERE n.investor_id = v.id) AS last_deal_on,
    v.created_on
FROM analyst_internal.investor v LEFT JOIN crm_user u ON u.id = v.owner_id;

-- A fund's size is converted at its vintage year (at 1 January, else the year's first rate).
CREATE VIEW analyst.funds AS
SELECT f.id, f.name, v.name AS investor, v.id AS investor_id, f.vintage::integer AS vintage,
    (SELECT f.size * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = f.currency AND r.date <= make_date(f.vintage, 12, 31)
     ORDER BY r.date DESC LIMIT 1) AS size_cny,
    (SELECT f.size * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = f.currency AND r.date <= make_date(f.vintage, 12, 31)
     ORDER BY r.date DESC LIMIT 1) AS size_usd,
    nullif(f.currency, '') AS currency, f.status
FROM crm_fund f JOIN analyst_internal.investor v ON v.id = f.investor_id;

CREATE VIEW analyst.deals AS
SELECT d.id, c.name AS company, c.id AS company_id, c.industry, c.sub_industry,
    nullif(c.country, '') AS country, nullif(c.province, '') AS province, nullif(c.city, '') AS city,
    d.stage_id AS stage, d.announced_on, d.amount, nullif(d.currency, '') AS currency, nullif(d.amount_text, '') AS amount_text,
    d.amount_cny, d.amount_usd, d.pre_money_cny, d.post_money_cny, d.post_money_usd,
    (SELECT count(*) FROM crm_investment n JOIN crm_investor v ON v.id = n.investor_id WHERE n.deal_id = d.id) AS investor_count,
    (SELECT string_agg(v.name, ', ' ORDER BY n.position, n.id) FROM crm_investment n
     JOIN analyst_internal.investor v ON v.id = n.investor_id WHERE n.deal_id = d.id AND n.is_lead) AS lead_investor,
    (SELECT string_agg(v.name, ', ' ORDER BY n.position, n.id) FROM crm_investment n
     JOIN analyst_internal.investor v ON v.id = n.investor_id WHERE n.deal_id = d.id) AS investors,
    u.username AS owner, d.created_on
FROM analyst_internal.deal d
JOIN analyst_internal.company c ON c.id = d.company_id
LEFT JOIN crm_user u ON u.id = d.owner_id;

CREATE VIEW analyst.investments AS
SELECT n.id, n.deal_id, v.name AS investor, v.id AS investor_id, v.kind AS investor_kind, c.name AS company, c.id AS company_id,
    c.industry, c.sub_industry, nullif(c.country, '') AS country, nullif(c.province, '') AS province, nullif(c.city, '') AS city,
    d.stage_id AS stage, d.announced_on, n.is_lead,
    (SELECT n.amount * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = n.currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS amount_cny,
    (SELECT n.amount * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = n.currency AND r.date <= d.announced_on
     ORDER BY r.date DESC LIMIT 1) AS amount_usd,
    d.amount_cny AS deal_amount_cny, d.amount_usd AS deal_amount_usd
FROM crm_investment n
JOIN analyst_internal.deal d ON d.id = n.deal_id
JOIN analyst_internal.company c ON c.id = d.company_id
JOIN analyst_internal.investor v ON v.id = n.investor_id;

-- A person's post of today; an organisation shows by those of its profiles that the asker may see.
CREATE VIEW analyst_internal.person AS
SELECT p.*, post.title, v.id AS investor_id, v.name AS investor, c.id AS company_id, c.name AS company
FROM crm_person p
LEFT JOIN LATERAL (
    SELECT a.title, a.organisation_id FROM crm_affiliation a
    WHERE a.person_id = p.id AND (a.ended_on IS NULL OR a.ended_on >= CURRENT_DATE)
    ORDER BY a.started_on DESC NULLS LAST, a.id DESC LIMIT 1
) post ON true
LEFT JOIN analyst_internal.investor v ON v.organisation_id = post.organisation_id
LEFT JOIN analyst_internal.company c ON c.organisation_id = post.organisation_id;

CREATE VIEW analyst.people AS
SELECT p.id, p.name, nullif(p.title, '') AS title, coalesce(p.investor, p.company) AS organization,
    CASE WHEN p.investor IS NOT NULL THEN 'investor' WHEN p.company IS NOT NULL THEN 'company' END AS organization_kind,
    p.investor, p.company, nullif(p.city, '') AS city, nullif(p.email, '') AS email, nullif(p.phone, '') AS phone,
    u.username AS owner,
    (SELECT max(x.happened_on) FROM crm_interaction x WHERE x.person_id = p.id) AS last_interaction_on, p.created_on
FROM analyst_internal.person p LEFT JOIN crm_user u ON u.id = p.owner_id;

CREATE VIEW analyst.interactions AS
SELECT x.id, x.kind, x.happened_on, v.name AS investor, c.name AS company, p.name AS person, u.username AS owner, x.subject,
    nullif(x.summary, '') AS summary, nullif(x.next_step, '') AS next_step, x.next_step_due_on, x.next_step_done, x.created_on
FROM crm_interaction x
LEFT JOIN analyst_internal.investor v ON v.id = x.investor_id
LEFT JOIN analyst_internal.company c ON c.id = x.company_id
LEFT JOIN crm_person p ON p.id = x.person_id
LEFT JOIN crm_user u ON u.id = x.owner_id;

CREATE VIEW analyst.opportunities AS
SELECT o.id, o.name, v.name AS investor, c.name AS company, o.stage, o.status, o.amount, nullif(o.currency, '') AS currency,
    (SELECT o.amount * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = o.currency AND r.date <= o.created_on
     ORDER BY r.date DESC LIMIT 1) AS amount_cny,
    (SELECT o.amount * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = o.currency AND r.date <= o.created_on
     ORDER BY r.date DESC LIMIT 1) AS amount_usd,
    o.probability::integer AS probability, o.expected_close_on, o.closed_on, u.username AS owner, o.created_on,
    coalesce(o.updated_on, o.updated_at::date) AS updated_on
FROM crm_opportunity o
LEFT JOIN analyst_internal.investor v ON v.id = o.investor_id
LEFT JOIN analyst_internal.company c ON c.id = o.company_id
LEFT JOIN crm_user u ON u.id = o.owner_id;

CREATE VIEW analyst.tasks AS
SELECT t.id, t.title, t.due_on, t.is_done, t.done_on, u.username AS owner, v.name AS investor, c.name AS company, t.created_on
FROM crm_task t
LEFT JOIN analyst_internal.investor v ON v.id = t.investor_id
LEFT JOIN analyst_internal.company c ON c.id = t.company_id
LEFT JOIN crm_user u ON u.id = t.owner_id;

-- `investor` and `company` of a note: of the record it stands on, or of that record's own.
CREATE VIEW analyst.notes AS
SELECT n.id, n.title, n.body,
    CASE WHEN n.investor_id IS NOT NULL THEN 'investor' WHEN n.company_id IS NOT NULL THEN 'company'
         WHEN n.fund_id IS NOT NULL THEN 'fund' WHEN n.deal_id IS NOT NULL THEN 'deal'
         WHEN n.industry_id IS NOT NULL THEN 'industry' WHEN n.person_id IS NOT NULL THEN 'person'
         WHEN n.interaction_id IS NOT NULL THEN 'interaction' WHEN n.opportunity_id IS NOT NULL THEN 'opportunity'
    END AS record_kind,
    coalesce(v.name, c.name, f.name, deal_company.name, i.name, p.name, x.subject, o.name) AS record,
    coalesce(v.name, f_investor.name, p.investor, x_investor.name, o_investor.name) AS investor,
    coalesce(c.name, deal_company.name, p.company, x_company.name, o_company.name) AS company,
    coalesce(i.name, c.industry, deal_company.industry) AS industry,
    u.username AS author, n.created_on, 0::bigint AS document_count
FROM crm_note n
LEFT JOIN analyst_internal.investor v ON v.id = n.investor_id
LEFT JOIN analyst_internal.company c ON c.id = n.company_id
LEFT JOIN crm_fund f ON f.id = n.fund_id
LEFT JOIN analyst_internal.investor f_investor ON f_investor.id = f.investor_id
LEFT JOIN crm_deal d ON d.id = n.deal_id
LEFT JOIN analyst_internal.company deal_company ON deal_company.id = d.company_id
LEFT JOIN crm_industry i ON i.id = n.industry_id
LEFT JOIN analyst_internal.person p ON p.id = n.person_id
LEFT JOIN crm_interaction x ON x.id = n.interaction_id
LEFT JOIN analyst_internal.investor x_investor ON x_investor.id = x.investor_id
LEFT JOIN analyst_internal.company x_company ON x_company.id = x.company_id
LEFT JOIN crm_opportunity o ON o.id = n.opportunity_id
LEFT JOIN analyst_internal.investor o_investor ON o_investor.id = o.investor_id
LEFT JOIN analyst_internal.company o_company ON o_company.id = o.company_id
LEFT JOIN crm_user u ON u.id = n.owner_id;

CREATE VIEW analyst_internal.industry_below AS
WITH RECURSIVE below (ancestor_id, id) AS (
    SELECT i.id, i.id FROM crm_industry i
    UNION ALL
    SELECT b.ancestor_id, i.id FROM below b JOIN crm_industry i ON i.parent_id = b.id
)
SELECT ancestor_id, id FROM below;

-- A parent's counts and sums include its children's.
CREATE VIEW analyst.industries AS
SELECT i.id, i.name, nullif(i.name_en, '') AS name_en, parent.name AS parent, i.level::integer AS level,
    (SELECT count(*) FROM crm_company c JOIN analyst_internal.industry_below b ON b.id = c.industry_id
     WHERE b.ancestor_id = i.id) AS company_count,
    (SELECT count(*) FROM crm_deal d JOIN crm_company c ON c.id = d.company_id
     JOIN analyst_internal.industry_below b ON b.id = c.industry_id WHERE b.ancestor_id = i.id) AS deal_count,
    (SELECT sum(d.amount_cny) FROM analyst_internal.deal d JOIN crm_company c ON c.id = d.company_id
     JOIN analyst_internal.industry_below b ON b.id = c.industry_id WHERE b.ancestor_id = i.id) AS amount_cny,
    (SELECT sum(d.amount_usd) FROM analyst_internal.deal d JOIN crm_company c ON c.id = d.company_id
     JOIN analyst_internal.industry_below b ON b.id = c.industry_id WHERE b.ancestor_id = i.id) AS amount_usd
FROM crm_industry i LEFT JOIN crm_industry parent ON parent.id = i.parent_id;

DO $$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT schemaname, viewname FROM pg_views WHERE schemaname IN ('analyst', 'analyst_internal') LOOP
        EXECUTE format('ALTER VIEW %I.%I OWNER TO analyst_owner', item.schemaname, item.viewname);
    END LOOP;
END $$;
GRANT SELECT ON ALL TABLES IN SCHEMA analyst TO analyst_reader;
