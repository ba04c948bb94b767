-- Whether the target does not end the version at the end of its grace period, so that the platform alone does (docs/adr/0035-proof-with-a-positive-control.md).
alter table secret_version add column ends_by_platform boolean not null default false;
