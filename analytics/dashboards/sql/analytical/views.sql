-- Views for readers of the analytical store: they choose columns, over masked columns, and run with the reader's own rights.
-- They join by keys and have no other condition: what a reader must not see is hidden by row policies, on every node.

CREATE OR REPLACE VIEW marts.masked_demographics WITH (security_invoker = true, security_barrier = true) AS
SELECT person, birth_band, region, changed_at
FROM core.user_demographics;

CREATE OR REPLACE VIEW marts.masked_reviews WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, review_id, reviewer, rating, text_length, language, visited_on, posted_at
FROM core.reviews;

-- A row for each aspect that a sentence of a review speaks of.
CREATE OR REPLACE VIEW marts.restaurant_aspects WITH (security_invoker = true, security_barrier = true) AS
SELECT r.restaurant_id, r.review_id, said.place, (r.posted_at AT TIME ZONE 'UTC')::date AS posted_on, r.rating,
       said.mention ->> 'aspect' AS aspect, said.mention ->> 'polarity' AS polarity,
       (said.mention ->> 'probability')::double precision AS probability, said.mention ->> 'sentence' AS sentence,
       said.mention -> 'words' AS words, s.aspects_version
FROM core.reviews AS r
JOIN derived.review_sentiment AS s
    ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id
CROSS JOIN LATERAL jsonb_array_elements(s.aspects) WITH ORDINALITY AS said (mention, place);

CREATE OR REPLACE VIEW marts.restaurant_backtest WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, day, predicted, low, high, baseline, actual, model_version
FROM derived.visitor_backtest;

CREATE OR REPLACE VIEW marts.restaurant_forecast WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, day, mean, low, high, baseline, model_version, trained_until, made_at
FROM derived.visitor_forecast;

CREATE OR REPLACE VIEW marts.restaurant_forecast_status WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, status, days_known, last_day, model_version, made_at
FROM derived.visitor_forecast_status;

CREATE OR REPLACE VIEW marts.restaurant_sentiment WITH (security_invoker = true, security_barrier = true) AS
SELECT r.restaurant_id, r.review_id, (r.posted_at AT TIME ZONE 'UTC')::date AS posted_on, r.rating, s.score, s.label,
       s.confidence, s.positive_sentence, s.positive_score, s.negative_sentence, s.negative_score, s.model_version,
       s.scored_at, r.language, r.for_models, s.return_intent, s.aspects_version
FROM core.reviews AS r
LEFT JOIN derived.review_sentiment AS s
    ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id;

CREATE OR REPLACE VIEW marts.restaurant_visits WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, day, visitors, counted_at, takings, currency
FROM core.visits;
