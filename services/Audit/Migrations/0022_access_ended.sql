-- When somebody's access ended last: what they requested with a token from before is over (docs/adr/0037-people.md).
create table access_ended (
    user_id  uuid        primary key,
    ended_at timestamptz not null
);
alter table approval add column requested_token_at timestamptz;             -- null: from before, when requested_at counts
