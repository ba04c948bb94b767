-- Whether every tenant is here, as of now or of before a rebuild that is under way: then one that is not here does not exist.
alter table feed add column is_whole boolean not null default false;
update feed set is_whole = exists (select from rebuild where state = 'done');
