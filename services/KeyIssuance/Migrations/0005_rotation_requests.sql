-- The RotateSecret that an operation carries out: its end is told under the same id. Null when a person asked.
alter table operation add column request_id uuid;
