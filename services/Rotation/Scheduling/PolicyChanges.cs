namespace PenguinMails.Rotation.Scheduling;

/// <summary>Decides anew on secrets whose policy was changed, a bounded number per tick.</summary>
internal sealed class PolicyChanges(RotationPolicies policies, SchedulePublisher publisher)
{
    private const int BatchSize = 500;

    public async Task ApplyAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        var marked = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret where redecide
            order by tenant_id limit @BatchSize for update skip locked
            """,
            new { BatchSize });
        if (marked.Count == 0)
        {
            return;
        }

        var known = await policies.LoadAsync(transaction, [.. marked.Select(secret => secret.TenantId)]);
        foreach (var secret in marked)
        {
            if (secret.Redecide(known.For(secret.Reference), now))
            {
                await publisher.SaveAndPublishAsync(transaction, secret, "policy_changed", PrincipalJson.Read(secret.RedecideForJson));
            }
            else
            {
                await transaction.SaveAsync(secret);
            }
        }

        await transaction.ExecuteAsync(
            """
            update scheduled_secret as secret set redecide = false, redecide_for = null
            from unnest(@tenants, @types, @names) as marked (tenant_id, type, name)
            where secret.tenant_id = marked.tenant_id and secret.type = marked.type and secret.name = marked.name
            """,
            new
            {
                tenants = marked.Select(secret => secret.TenantId).ToArray(),
                types = marked.Select(secret => secret.Type).ToArray(),
                names = marked.Select(secret => secret.Name).ToArray(),
            });
    }
}
