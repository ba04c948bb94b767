namespace PenguinMails.Audit.Verification;

/// <summary>
/// What the watch over the ledger goes by lies in tables that nothing commits to. Values that the service never writes there, and that would have something
/// overlooked, are found: what is expected from a time to come on, or from behind what has happened.
/// </summary>
internal sealed class WatchTables(DatabaseTransaction connection, Findings findings)
{
    public async Task VerifyAsync()
    {
        foreach (var found in await connection.QueryAsync<string>(
            """
            select 'evidence says of ' || source || ' what is yet to come' from evidence
                where greatest(expected_since, seen_at, steady_since, silent_since, raised_at) > now() + interval '5 minutes'
            union all select 'detector_cursor has no row: nothing is judged' where not exists (select from detector_cursor where chain = @Platform)
            union all select 'vault_trail says that Vault''s trail is followed since later than it is' where not exists (select from vault_trail)
                or exists (select from vault_trail where begun_at > now() + interval '5 minutes'
                    or exists (select from audit_record where chain = @Vault and recorded_at < begun_at - interval '5 minutes'))
            union all select 'audit_counting puts off the counting of records' where not exists (select from audit_counting where begins_at < now() + interval '2 hours')
            union all select 'audit_producer leaves out records that ' || service || ' is yet to send' from audit_producer
                where counted_from > greatest(given, coalesce(upper(received) - 1, 0)) + 1
            union all select 'alert ' || alert_id || ' was acknowledged or resolved in a time to come' from alert
                where greatest(acknowledged_at, resolved_at) > now() + interval '1 day'
            union all select 'alert_delivery puts off a message to ' || channel from alert_delivery
                where state = 'pending' and (not_before > now() + interval '7 days' or lease_until > now() + interval '1 day')
            union all select 'outbox_message puts off a message of type ' || message_type from outbox_message where not_before > now() + interval '1 day'
            """,
            new { LedgerChains.Platform, LedgerChains.Vault }))
        {
            findings.Add(new LedgerProblem(LedgerProblems.StructureAltered, LedgerChains.Platform, null, null, $"Somebody keeps the ledger from being watched: {found}."));
        }
    }
}
