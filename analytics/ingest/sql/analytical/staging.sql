-- Staging tables are unlogged: what a crash empties is loaded again from the outbox.

ALTER TABLE landing.review_staging SET UNLOGGED;
ALTER TABLE landing.restaurant_staging SET UNLOGGED;
