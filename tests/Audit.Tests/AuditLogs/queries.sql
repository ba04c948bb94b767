-- What PostgreSQL gets for queries of the audit log. CONTRIBUTING.md says how to renew it.

-- GET /api/v1/admin/vault/audit-logs
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
select r.sequence, r.occurred_at as Timestamp, r.service, r.action, r.tenant_id, coalesce(o.user_name, r.legacy_user_name, '(erased)') as User, r.role, r.user_id, r.session_id, r.secret_type, r.secret_name, r.version_id, p.path, coalesce(o.ip_address, r.legacy_ip_address) as IpAddress, r.outcome, coalesce(s.reason, r.legacy_reason) as Reason, case when r.behalf_origin_id is not null then coalesce(b.user_name, '(erased)') end as OnBehalfOf, r.campaign_id, r.code, r.correlation_id, r.trace_id, encode(r.hash, 'hex') as Hash, r.body
  from unnest(@Sequences, @Times) as key(sequence, recorded_at)
  join audit_record r on r.chain = @Chain
  and r.sequence = key.sequence
  and r.recorded_at = key.recorded_at
  left join audit_origin o on o.origin_id = r.origin_id
  left join audit_origin b on b.origin_id = r.behalf_origin_id
  left join audit_path p on p.path_id = r.path_id
  left join audit_reason s on s.chain = r.chain
  and s.sequence = r.sequence
  order by r.recorded_at desc, r.sequence desc;

-- GET /api/v1/admin/vault/audit-logs?action=ssh_key.download
select action, outcome, secret_type
  from audit_kind r
  where r.action = @Action limit @Limit;
with found as materialized (select *
    from (select *
      from ((select k.sequence, k.recorded_at
          from unnest(@KindActions, @KindOutcomes, @KindTypes) as kind(action, outcome, secret_type)
          cross join lateral (select r.sequence, r.recorded_at
            from audit_record r
            where r.chain = @Chain
            and r.action = kind.action
            and r.outcome = kind.outcome
            and coalesce(r.secret_type, '') = kind.secret_type
            order by r.recorded_at desc, r.sequence desc limit @Reach) as k
          order by k.recorded_at desc, k.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?outcome=refused&secretType=ssh
select action, outcome, secret_type
  from audit_kind r
  where r.outcome = @Outcome
  and r.outcome <> 'success'
  and r.secret_type = @SecretType limit @Limit;
with found as materialized (select *
    from (select sequence, recorded_at
      from audit_record
      where false) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?tenantId=550e8400-e29b-41d4-a716-446655440000&before=7
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.tenant_id = @TenantId
          and (r.recorded_at, r.sequence) < ((select recorded_at
              from audit_record
              where chain = @Chain
              and sequence = @Before), @Before)
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?user=owner@acme.example
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.person_id = (select person_id
            from audit_person
            where name_key = @User)
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?onBehalfOf=Admin@penguinmails.example
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.behalf_origin_id = (select origin_id
            from audit_origin
            where content_key = @BehalfKey)
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?campaign=550e8400-e29b-41d4-a716-446655440000&secretType=ssh
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.campaign_id = @Campaign
          and r.secret_type = @SecretType
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?from=2026-11-01&to=2026-12-01
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.occurred_at >= @From
          and r.recorded_at >= @FromRecorded
          and r.occurred_at < @To
          and r.recorded_at < @ToRecorded
          order by r.recorded_at desc, r.sequence desc limit @Reach)
        union (select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.occurred_at >= @From
          and r.recorded_at >= @FromRecorded
          and r.occurred_at < @To
          and r.recorded_at >= @ToRecorded
          and r.recorded_at - r.occurred_at > interval '24:00:00'
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?search=ticket-7
select sequence, recorded_at
  from audit_reason s
  where s.chain = @Chain
  and s.document @@ websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', ' '), '(?<=\w)-(?=\w)', ' ', 'g')) limit @Limit;
select path_id
  from audit_path p
  where p.document @@ websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', ' '), '(?<=\w)-(?=\w)', ' ', 'g')) limit @Limit;
with found as materialized (select *
    from (select *
      from ((select s.sequence, s.recorded_at
          from unnest(@ReasonSequences, @ReasonTimes) as s(sequence, recorded_at)
          cross join lateral (select
            from audit_record r
            where r.chain = @Chain
            and r.sequence = s.sequence
            and r.recorded_at = s.recorded_at limit 1) as r
          where true
          order by s.recorded_at desc, s.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/vault/audit-logs?search=ticket-7&secretType=ssh&action=ssh_key.download
select action, outcome, secret_type
  from audit_kind r
  where r.action = @Action
  and r.secret_type = @SecretType limit @Limit;
select sequence, recorded_at
  from audit_reason s
  where s.chain = @Chain
  and s.action = @Action
  and s.secret_type = @SecretType
  and s.document @@ websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', ' '), '(?<=\w)-(?=\w)', ' ', 'g'))
  and (array[s.action, s.outcome, s.secret_type, s.tenant_id::text]) @> @Facets limit @Limit;
select path_id
  from audit_path p
  where p.document @@ (websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', ' '), '(?<=\w)-(?=\w)', ' ', 'g')) && plainto_tsquery('simple', translate(@SecretType, '/._-', ' '))) limit @Limit;
-- with found as materialized (select *
    from (select *
    … as above
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above

-- GET /api/v1/admin/secrets/tenant/550e8400-e29b-41d4-a716-446655440000/ssh/tenant/audit
select exists (select
    from audit_path
    where path = @path);
with found as materialized (select *
    from (select *
      from ((select r.sequence, r.recorded_at
          from audit_record r
          where r.chain = @Chain
          and r.path_id = (select path_id
            from audit_path
            where path = @SecretPath)
          order by r.recorded_at desc, r.sequence desc limit @Reach)) as branch
      order by recorded_at desc, sequence desc limit @Reach) as newest),
  shown as (select *
    from found
    order by recorded_at desc, sequence desc offset @Offset limit @Size) select (select count(*)
    from found) as Total, array(select sequence
    from shown) as Sequences, array(select recorded_at
    from shown) as Times;
-- select r.sequence, r.occurred_at as Timestamp, r.service, r.… as above
