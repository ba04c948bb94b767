-- Whether somebody is disabled on the platform's word, which no tenant lifts. Who did it before is not known here, so it counts as the platform's.
alter table platform_user add column disabled_by_platform boolean not null default false;
update platform_user set disabled_by_platform = true where status = 'disabled';
