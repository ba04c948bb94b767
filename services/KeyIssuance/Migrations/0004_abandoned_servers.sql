alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check
    check (kind in ('enroll', 'issue', 'rotate', 'retire', 'revoke', 'regenerate', 'abandon'));
