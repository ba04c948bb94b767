namespace PenguinMails.Audit.Reports.BlastRadius;

/// <summary>SQL that says of what was seen whether it is still good, by the ledger's records of operations that were completed.</summary>
internal static class CompletedOperations
{
    // As in the index audit_record_completed. Records of single steps have one more part in their names.
    private const string Records = @"c.outcome = 'success' and c.action ~ '^[a-z_]+\.(rotate|regenerate|revoke|abandon)$'";

    /// <summary>
    /// Joins <c>held</c> (tenant_id, secret_type, secret_name, version_id, began_at) with <c>done</c>: last_rotated_at, and whether what
    /// was seen is over. A version may be seen while the rotation that made it still cleans up: its own completion ends nothing.
    /// </summary>
    public const string OfHeld =
        $"""
        left join lateral (
            select max(c.occurred_at) as last_rotated_at,
                   bool_or(c.occurred_at > held.began_at
                           and (c.action ~ '(revoke|abandon)$' or c.version_id is distinct from held.version_id or held.version_id is null)) as is_over
            from audit_record c
            where c.tenant_id = held.tenant_id and c.chain = @Chain and {Records}
              and ((c.secret_type = held.secret_type and c.secret_name = held.secret_name)
                   or (c.action = 'ssh_key.abandon' and held.secret_type = 'ssh'))) done on true
        """;
}
