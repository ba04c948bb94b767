-- A refresh whose answer was lost may be repeated: the next token is derived from the used one, this salt and a key of the client
-- (docs/adr/0065-repeated-refresh.md). Null: the request is not to be repeated.
alter table refresh_token add column successor_salt bytea check (length(successor_salt) = 32);
