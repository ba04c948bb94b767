using System.Runtime.ExceptionServices;
using Npgsql;

namespace PenguinMails.KeyIssuance.SecretEnrolments;

/// <summary>
/// Begins a secret that an administrator enrols: its row and the operation that issues its first version are one transaction. A deleted
/// secret of the same name begins anew; the fingerprints that it had stay banned.
/// </summary>
public sealed class SecretEnrolment(OperationRequests operations, SecretTypeCatalog types, TimeProvider time)
{
    private const string Enrolling = "enrolling";

    /// <param name="transaction">The caller's.</param>
    /// <param name="request">Asks for the first version; names the secret.</param>
    /// <param name="settings">What the type has read from the request.</param>
    public async Task<StartOutcome> StartAsync(DatabaseTransaction transaction, StartOperation request, IReadOnlyDictionary<string, string> settings)
    {
        var type = types.Get(request.Secret.Type);
        var server = type.Descriptor.NeedsServer ? await FindServerAsync(transaction, request.Secret.TenantId) : null;
        if (type.Descriptor.NeedsServer && Obstacle(server) is { } obstacle)
        {
            return await operations.RefuseAsync(transaction, request, obstacle);
        }

        var completed = server is null ? settings : type.SettingsOn(settings, server.Address, formerAddress: null);
        var isNew = false;
        var failure = await transaction.TryAsync(async () => isNew = await InsertAsync(transaction, request.Secret, server?.ServerId, completed));
        if (failure is not (null or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return (failure, isNew) switch
        {
            // Of some types a name is one tenant's alone, such as a domain; a unique index says so.
            (not null, _) => await operations.RefuseAsync(transaction, request, new StartOutcome.NameTaken()),
            (_, false) => await operations.RefuseAsync(transaction, request, new StartOutcome.SecretExists()),
            _ => await operations.StartAsync(transaction, request),
        };
    }

    private static StartOutcome.Refused? Obstacle(Server? server) => server switch
    {
        null => new StartOutcome.NoServer(),
        { State: Enrolling, EnrolmentId: { } running } => new StartOutcome.InProgress(running, OperationKind.Enroll),
        { State: Enrolling } => new StartOutcome.ServerNotEnrolled(),
        _ => null,
    };

    private static Task<Server?> FindServerAsync(DatabaseTransaction transaction, Guid tenantId) => transaction.QuerySingleOrDefaultAsync<Server>(
        """
        select v.server_id as "ServerId", v.address as "Address", v.state as "State",
               (select o.operation_id from operation o join secret s on s.secret_id = o.secret_id
                where s.server_id = v.server_id and o.kind = 'enroll' and o.status in ('pending', 'running')) as "EnrolmentId"
        from server v where v.tenant_id = @tenantId and v.state <> 'abandoned'
        """,
        new { tenantId });

    /// <returns>False when the tenant has a secret of this type and name.</returns>
    private async Task<bool> InsertAsync(
        DatabaseTransaction transaction, SecretReference secret, Guid? serverId, IReadOnlyDictionary<string, string> settings) =>
        await transaction.ExecuteAsync(
            """
            insert into secret (secret_id, tenant_id, type, name, server_id, settings)
            values (@id, @TenantId, @Type, @Name, @serverId, @settings::jsonb)
            on conflict (tenant_id, type, name) do update set server_id = @serverId, settings = @settings::jsonb, deleted_at = null
            where secret.deleted_at is not null
            """,
            new
            {
                id = Guid.CreateVersion7(time.GetUtcNow()),
                secret.TenantId,
                secret.Type,
                secret.Name,
                serverId,
                settings = JsonSerializer.Serialize(settings),
            }) == 1;

    private sealed record Server(Guid ServerId, string Address, string State, Guid? EnrolmentId);
}
