-- What a test's consumer has done: one row per effect, in order.
create table handled (
    sequence bigint generated always as identity primary key,
    label    text not null
);
