-- Search in notes by words, the first form: Latin words as they are, Chinese by character pairs. A note's score is the
-- share of the question's terms that it holds, terms of the title counted twice. Owned by analyst_owner, so that the
-- row-level policies bind it.
CREATE FUNCTION analyst_internal.search_terms(question text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT DISTINCT term FROM (
        SELECT (regexp_matches(lower(question), '[a-z0-9]{2,}', 'g'))[1] AS term
        UNION ALL
        SELECT substr(run, place, 2)
        FROM (SELECT (regexp_matches(question, '[一-鿿]+', 'g'))[1] AS run) runs,
             generate_series(1, greatest(char_length(run) - 1, 1)) AS place
    ) terms
$$;
ALTER FUNCTION analyst_internal.search_terms(text) OWNER TO analyst_owner;

CREATE FUNCTION analyst.search_notes(question text)
RETURNS TABLE (note_id bigint, document text, page integer, score double precision, snippet text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH terms AS (SELECT term FROM analyst_internal.search_terms(left(question, 500)) AS t(term)),
    hits AS (
        SELECT n.id, n.body, min(nullif(strpos(lower(n.body), t.term), 0)) AS first_at,
            (count(*) + count(*) FILTER (WHERE strpos(lower(n.title), t.term) > 0)) / (2.0 * (SELECT count(*) FROM terms)) AS score,
            count(*)::float8 / (SELECT count(*) FROM terms) AS covered
        FROM analyst.notes n JOIN terms t ON strpos(lower(n.title || ' ' || coalesce(n.body, '')), t.term) > 0
        GROUP BY n.id, n.body
    )
    SELECT h.id, NULL::text, NULL::integer, h.score::float8,
        substr(h.body, greatest(coalesce(h.first_at, 1) - 30, 1), 120)
    FROM hits h
    WHERE h.covered >= 0.6
    ORDER BY h.score DESC, h.id
    LIMIT 200
$$;
ALTER FUNCTION analyst.search_notes(text) OWNER TO analyst_owner;
REVOKE EXECUTE ON FUNCTION analyst_internal.search_terms(text), analyst.search_notes(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyst.search_notes(text) TO analyst_reader;
