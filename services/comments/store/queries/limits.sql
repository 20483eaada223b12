-- name: take_ticket
INSERT INTO flood AS f (key, times, holder) VALUES ($1, ARRAY[$2::timestamptz], $5)
ON CONFLICT (key) DO UPDATE SET (times, holder) = (
    SELECT CASE WHEN cardinality(recent) < $3 THEN recent || EXCLUDED.times ELSE f.times END,
        CASE WHEN cardinality(recent) < $3 THEN EXCLUDED.holder ELSE f.holder END
    FROM (SELECT coalesce(array_agg(time ORDER BY time), '{}') AS recent FROM unnest(f.times) AS time
        WHERE time > $2::timestamptz - make_interval(secs => $4)) AS r)
RETURNING f.holder = $5 AS free
