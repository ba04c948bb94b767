namespace PenguinMails.Audit.RecordChecks;

/// <summary>
/// Whose people persons are decides what a tenant is shown, and what its erasure reaches. A record of theirs must say it, for no commitment does: of their own
/// doing in a tenant's role, or done for them.
/// </summary>
internal sealed class PersonTenants
{
    // From the bodies, which the chain commits to. Refused calls may be about another tenant than the caller's own.
    private readonly HashSet<(long PersonId, Guid TenantId)> _actors = [];
    private readonly HashSet<(long OriginId, Guid TenantId)> _principals = [];
    private readonly HashSet<long> _certain = [];

    /// <param name="body">The body of a record.</param>
    /// <param name="ids">Whom the database says that it names.</param>
    public void Add(JsonElement body, ArchivedIds ids)
    {
        if (!Guid.TryParse(body.Text("tenantId"), out var tenantId))
        {
            return;
        }

        if (IsOfTenants(body.Member("actor")))
        {
            _actors.Add((ids.PersonId, tenantId));
            if (ids.Format == RecordFormat.Committed && body.Text("code") != ProblemCatalog.Forbidden.Code)
            {
                _certain.Add(ids.PersonId);
            }
        }

        if (ids.OnBehalfOf is { } origin && IsOfTenants(body.Member("onBehalfOf")))
        {
            _principals.Add((origin, tenantId));
        }
    }

    /// <summary>Compares the persons with what the records of this snapshot say.</summary>
    public async Task VerifyAsync(DatabaseTransaction connection, Findings findings)
    {
        foreach (var person in await connection.QueryAsync<Person>(
            """
            select p.person_id, p.tenant_id, array(select o.origin_id from audit_origin o where o.person_id = p.person_id) as Origins
            from audit_person p where p.tenant_id is not null or p.person_id = any(@certain) order by p.person_id
            """,
            new { certain = _certain.ToArray() }))
        {
            var isSaid = person.TenantId is { } tenantId
                && (_actors.Contains((person.PersonId, tenantId)) || person.Origins.Any(origin => _principals.Contains((origin, tenantId))));
            if (!isSaid)
            {
                findings.Add(new LedgerProblem(
                    LedgerProblems.PersonalAltered, LedgerChains.Platform, null, null, $"No record says that person {person.PersonId} is of the tenant to which it was given."));
            }
        }
    }

    private static bool IsOfTenants(JsonElement person) => person.Text("role")?.StartsWith("tenant_", StringComparison.Ordinal) == true;

    private sealed class Person
    {
        public long PersonId { get; init; }
        public Guid? TenantId { get; init; }
        public long[] Origins { get; init; } = [];
    }
}
