-- Columns of intervals, purpose and weight, added at the end of their views. Each is a scalar subquery or an expression:
-- a query that does not read it does not pay.

CREATE OR REPLACE VIEW analyst.companies AS
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
    u.username AS owner, c.created_on,
    (SELECT min(d.announced_on) FROM crm_deal d WHERE d.company_id = c.id) AS first_round_on,
    (SELECT min(d.announced_on) FROM crm_deal d WHERE d.company_id = c.id) - c.founded_on AS days_to_first_round
FROM analyst_internal.company c LEFT JOIN crm_user u ON u.id = c.owner_id;

CREATE OR REPLACE VIEW analyst.deals AS
SELECT d.id, c.name AS company, c.id AS company_id, c.industry, c.sub_industry,
    nullif(c.country, '') AS country, nullif(c.province, '') AS province, nullif(c.city, '') AS city,
    d.stage_id AS stage, d.announced_on, d.amount, nullif(d.currency, '') AS currency, nullif(d.amount_text, '') AS amount_text,
    d.amount_cny, d.amount_usd, d.pre_money_cny, d.post_money_cny, d.post_money_usd,
    (SELECT count(*) FROM crm_investment n JOIN crm_investor v ON v.id = n.investor_id WHERE n.deal_id = d.id) AS investor_count,
    (SELECT string_agg(v.name, ', ' ORDER BY n.position, n.id) FROM crm_investment n
     JOIN analyst_internal.investor v ON v.id = n.investor_id WHERE n.deal_id = d.id AND n.is_lead) AS lead_investor,
    (SELECT string_agg(v.name, ', ' ORDER BY n.position, n.id) FROM crm_investment n
     JOIN analyst_internal.investor v ON v.id = n.investor_id WHERE n.deal_id = d.id) AS investors,
    u.username AS owner, d.created_on,
    d.announced_on - (SELECT max(p.announced_on) FROM crm_deal p
     WHERE p.company_id = d.company_id AND p.announced_on < d.announced_on) AS gap_days,
    (SELECT CASE WHEN p.valuation_currency = d.valuation_currency THEN d.post_money / nullif(p.post_money, 0) END
     FROM crm_deal p WHERE p.company_id = d.company_id AND p.announced_on < d.announced_on AND p.post_money IS NOT NULL
     ORDER BY p.announced_on DESC, p.id DESC LIMIT 1) AS step_up
FROM analyst_internal.deal d
JOIN analyst_internal.company c ON c.id = d.company_id
LEFT JOIN crm_user u ON u.id = d.owner_id;

CREATE OR REPLACE VIEW analyst.interactions AS
SELECT x.id, x.kind, x.happened_on, v.name AS investor, c.name AS company, p.name AS person, u.username AS owner, x.subject,
    nullif(x.summary, '') AS summary, nullif(x.next_step, '') AS next_step, x.next_step_due_on, x.next_step_done, x.created_on,
    x.happened_on - greatest(
        (SELECT max(b.happened_on) FROM crm_interaction b WHERE b.investor_id = x.investor_id AND b.happened_on < x.happened_on),
        (SELECT max(b.happened_on) FROM crm_interaction b WHERE b.company_id = x.company_id AND b.happened_on < x.happened_on)
    ) AS gap_days
FROM crm_interaction x
LEFT JOIN analyst_internal.investor v ON v.id = x.investor_id
LEFT JOIN analyst_internal.company c ON c.id = x.company_id
LEFT JOIN crm_person p ON p.id = x.person_id
LEFT JOIN crm_user u ON u.id = x.owner_id;

CREATE OR REPLACE VIEW analyst.opportunities AS
SELECT o.id, o.name, v.name AS investor, c.name AS company, o.stage, o.status, o.amount, nullif(o.currency, '') AS currency,
    (SELECT o.amount * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = o.currency AND r.date <= o.created_on
     ORDER BY r.date DESC LIMIT 1) AS amount_cny,
    (SELECT o.amount * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = o.currency AND r.date <= o.created_on
     ORDER BY r.date DESC LIMIT 1) AS amount_usd,
    o.probability::integer AS probability, o.expected_close_on, o.closed_on, u.username AS owner, o.created_on,
    coalesce(o.updated_on, o.updated_at::date) AS updated_on,
    (o.investor_id IS NOT NULL AND o.company_id IS NULL) AS fundraising,
    (SELECT o.amount * r.rate_to_cny FROM crm_fxrate r WHERE r.currency = o.currency AND r.date <= o.created_on
     ORDER BY r.date DESC LIMIT 1) * o.probability / 100.0 AS weighted_cny,
    (SELECT o.amount * r.rate_to_usd FROM crm_fxrate r WHERE r.currency = o.currency AND r.date <= o.created_on
     ORDER BY r.date DESC LIMIT 1) * o.probability / 100.0 AS weighted_usd
FROM crm_opportunity o
LEFT JOIN analyst_internal.investor v ON v.id = o.investor_id
LEFT JOIN analyst_internal.company c ON c.id = o.company_id
LEFT JOIN crm_user u ON u.id = o.owner_id;
