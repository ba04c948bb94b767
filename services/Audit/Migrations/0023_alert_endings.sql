-- When an incident ended last, as the service says that raised its alerts (docs/adr/0063-vault-health.md): messages overtake each other.
create table alert_ending (
    raised_by         text        not null,
    deduplication_key text        not null,
    ended_at          timestamptz not null,
    ending            text        not null,
    primary key (raised_by, deduplication_key)
);
