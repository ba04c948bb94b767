-- Since when this service has run, by its heartbeats: what became late while it did not run is not late yet.
create table drift_presence (
    is_only boolean     primary key default true check (is_only),
    since   timestamptz not null,
    seen_at timestamptz not null
);
