using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Enrolment;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Servers;

/// <summary>Ends what was on a lost server, and puts a new one in its place.</summary>
public sealed class ServerLoss(OperationRequests operations, TenantEnrolment enrolment)
{
    /// <summary>Starts the abandonment of the tenant's server. From the commit on nobody is handed anything of it.</summary>
    public Task<StartOutcome> AbandonAsync(DatabaseTransaction transaction, Guid tenantId, string reason, AuditActor actor) =>
        operations.StartAsync(transaction, new StartOperation(
            AdminKeyOf(tenantId), OperationKind.Abandon, actor, Triggers.Manual, "admin", reason, GracePeriod: null));

    /// <summary>Starts the enrolment of a new server, also after one that failed, or answers why not.</summary>
    public async Task<ReplaceOutcome> ReplaceAsync(
        DatabaseTransaction transaction, Guid tenantId, EnrolServer server, PublicKey bootstrap, AuditActor actor, CancellationToken cancellationToken)
    {
        var tenant = await transaction.QuerySingleOrDefaultAsync<TenantRow>(
            """
            select t.name as "Name",
                   exists (select from server v where v.tenant_id = t.tenant_id and v.state = 'active')
                   or exists (select from operation o where o.tenant_id = t.tenant_id and o.status in ('pending', 'running')) as "HasServer"
            from tenant t where t.tenant_id = @tenantId for update
            """,
            new { tenantId });
        if (tenant is null)
        {
            return new ReplaceOutcome(new StartOutcome.NoSuchSecret(), IsServerInUse: false);
        }

        var request = new EnrolTenant(tenantId, tenant.Name, server);
        if (tenant.HasServer || !await enrolment.KeepBootstrapAsync(request, bootstrap, cancellationToken))
        {
            return new ReplaceOutcome(null, IsServerInUse: true);
        }

        return new ReplaceOutcome(await enrolment.StartAsync(transaction, request, actor, Triggers.Manual), IsServerInUse: false);
    }

    private static SecretReference AdminKeyOf(Guid tenantId) => new(tenantId, SecretTypes.Ssh, SshKeyNames.Admin);

    private sealed record TenantRow(string Name, bool HasServer);
}

/// <summary>What became of a request to replace a server.</summary>
/// <param name="Started">The enrolment of the new one; null when there was none.</param>
/// <param name="IsServerInUse">The present server is not abandoned, or another request replaces it now.</param>
public sealed record ReplaceOutcome(StartOutcome? Started, bool IsServerInUse);
