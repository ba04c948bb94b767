using System.Text;
using Microsoft.Extensions.Options;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Enrolment;

/// <summary>Starts the enrolment of a tenant, or starts it again after it failed.</summary>
public sealed class TenantEnrolment(
    IKeyValueStore vault, TenantSeal seal, IPrivateKeyFormat format, OperationRequests operations, IOptions<KeyIssuanceOptions> options, TimeProvider time)
{
    private const string AdminAccount = "penguin-admin";

    /// <summary>The public half of the bootstrap key; null when it is no unencrypted private key.</summary>
    public async Task<PublicKey?> ReadBootstrapAsync(EnrolServer server, CancellationToken cancellationToken)
    {
        using var key = new PlainTextPrivateKey(Encoding.UTF8.GetBytes(Normalised(server)));
        return await format.PublicHalfAsync(key, cancellationToken);
    }

    /// <summary>Keeps the bootstrap credential in Vault until the enrolment has used it. False when another request does so now.</summary>
    public async Task<bool> KeepBootstrapAsync(EnrolTenant request, PublicKey publicHalf, CancellationToken cancellationToken)
    {
        var path = VaultPath.Ssh(request.TenantId, SshKeyNames.Bootstrap);
        var newest = await vault.ReadMetadataAsync(path, cancellationToken);
        var bootstrap = request.Server.Bootstrap;
        using var values = new PlainTextValues
        {
            { "username", bootstrap.Username },
            { "private_key", Normalised(request.Server) },
            { "version_id", Guid.CreateVersion7(time.GetUtcNow()).ToString() },
            { "public_key", publicHalf.ToString() },
            { "removeAfter", bootstrap.RemoveFromServer ? "true" : "false" },
        };
        await seal.EnsureKeyAsync(request.TenantId, cancellationToken);
        using var stored = await seal.SealAsync(request.TenantId, values, cancellationToken);
        return await vault.WriteAsync(path, stored, newest?.CurrentVersion ?? 0, cancellationToken) is WriteOutcome.Written;
    }

    /// <summary>Whether the tenant is enrolled, or is being enrolled now.</summary>
    public static async Task<bool> IsTakenAsync(DatabaseTransaction transaction, Guid tenantId) => await transaction.ScalarAsync<bool>(
        """
        select exists (select from tenant where tenant_id = @tenantId and enrolled_at is not null)
            or exists (select from operation where tenant_id = @tenantId and status in ('pending', 'running'))
        """,
        new { tenantId });

    /// <summary>Records tenant, server and secrets, and starts the enrolment in the same transaction.</summary>
    public async Task<StartOutcome> StartAsync(DatabaseTransaction transaction, EnrolTenant request, AuditActor actor, string triggeredBy)
    {
        var account = "tenant-" + request.TenantId.ToString("N")[..8];
        await transaction.ExecuteAsync(
            "insert into tenant (tenant_id, name) values (@TenantId, @Name) on conflict (tenant_id) do update set name = @Name", request);
        var serverId = await transaction.ScalarAsync<Guid>(
            $"""
            insert into server (server_id, tenant_id, address, port, host_key, admin_account, tenant_account, state)
            values (@id, @TenantId, @Address, @Port, @HostKey, @AdminAccount, @account, 'enrolling')
            on conflict (tenant_id) where state <> 'abandoned'
            do update set address = @Address, port = @Port, host_key = @HostKey, {ServerBreaker.Closed}
            returning server_id
            """,
            new
            {
                id = Guid.CreateVersion7(time.GetUtcNow()),
                request.TenantId,
                request.Server.Address,
                request.Server.Port,
                request.Server.HostKey,
                AdminAccount,
                account,
            });
        foreach (var name in new[] { SshKeyNames.Admin, SshKeyNames.Tenant })
        {
            await transaction.ExecuteAsync(
                """
                insert into secret (secret_id, tenant_id, type, name, server_id, key_type)
                values (@id, @TenantId, 'ssh', @name, @serverId, @keyType)
                on conflict (tenant_id, type, name) do update set server_id = @serverId
                """,
                new { id = Guid.CreateVersion7(time.GetUtcNow()), request.TenantId, name, serverId, keyType = options.Value.Ssh.KeyType.Name() });
        }

        var admin = new SecretReference(request.TenantId, SecretTypes.Ssh, SshKeyNames.Admin);
        return await operations.StartAsync(
            transaction,
            new StartOperation(admin, OperationKind.Enroll, actor, triggeredBy, "enrolment", Reason: null, GracePeriod: null));
    }

    // OpenSSH insists on one line break at the end, and on no carriage returns.
    private static string Normalised(EnrolServer server) =>
        server.Bootstrap.PlainTextPrivateKey.Trim().ReplaceLineEndings("\n") + "\n";
}
