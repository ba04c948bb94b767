using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.Servers.Enrolment;

namespace PenguinMails.KeyIssuance.Servers;

/// <summary>Ends what was on a lost server, and puts a new one in its place.</summary>
public sealed class ServerReplacement(OperationRequests operations, TenantEnrolment enrolment)
{
    /// <summary>Starts the abandonment of the tenant's server. From the commit on nobody is handed anything of it.</summary>
    public Task<StartOutcome> AbandonAsync(DatabaseTransaction transaction, Guid tenantId, string reason, AuditActor actor) =>
        operations.StartAsync(transaction, new StartOperation(
            ServerKeys.AdminKeyOf(tenantId), OperationKind.Abandon, actor, Triggers.Manual, StartOperation.ByAdmin, reason, GracePeriod: null));

    /// <summary>Starts the enrolment of a new server, also after one that failed, or answers why not.</summary>
    public async Task<StartOutcome> ReplaceAsync(
        DatabaseTransaction transaction, Guid tenantId, EnrolServer server, StagedBootstrap bootstrap, AuditActor actor)
    {
        var tenant = await transaction.QuerySingleOrDefaultAsync<TenantRow>(
            """
            select t.name,
                   exists (select from server v where v.tenant_id = t.tenant_id and v.state = 'active')
                   or exists (select from operation o where o.tenant_id = t.tenant_id and o.status in ('pending', 'running')) as "HasServer"
            from tenant t where t.tenant_id = @tenantId for update
            """,
            new { tenantId });
        return tenant switch
        {
            null => new StartOutcome.NoSuchSecret(),
            { HasServer: true } => new StartOutcome.ServerInUse(),
            _ => await enrolment.StartAsync(transaction, new EnrolTenant(tenantId, tenant.Name, server), bootstrap, actor, Triggers.Manual),
        };
    }

    private sealed record TenantRow(string Name, bool HasServer);
}
