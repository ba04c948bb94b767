using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// The admin key is proven, so the bootstrap credential goes: from the server if that was asked for, and from Vault. The
/// tenant is enrolled, and its own key is issued next.
/// </summary>
internal sealed class RemoveBootstrapStep(
    IEnumerable<ISecretType> types, IKeyValueStore vault, FencedVault fenced, OperationRequests requests, OperationStore store, DriftWatch watch, CrashPoints crash, TimeProvider time)
    : IOperationStep
{
    public string Name => OperationPlans.RemoveBootstrap;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var bootstrap = await vault.ReadAsync(operation.BootstrapPath, cancellationToken: cancellationToken);
        if (bootstrap is not null)
        {
            var answer = await types.Single(type => type.Type == operation.Row.Type)
                .RemoveBootstrapAsync(operation, bootstrap, cancellationToken);
            if (answer.NotDone is { } notDone)
            {
                return notDone;
            }

            crash.Hit($"{operation.Row.Kind}.remove_bootstrap.off_server");
            if (!await AcceptAsync(operation, bootstrap, cancellationToken))
            {
                return new StepResult.Overtaken();
            }

            if (await fenced.EndAsync(operation, operation.BootstrapPath, cancellationToken) is { } notEnded)
            {
                return notEnded;
            }
        }

        return new StepResult.Done(transaction => CommitAsync(transaction, operation));
    }

    /// <summary>A credential that stays on the server, as asked for, is no drift. False when the lease is lost.</summary>
    private Task<bool> AcceptAsync(Operation operation, PlainTextSecret bootstrap, CancellationToken cancellationToken)
    {
        if (bootstrap.Text("removeAfter") == "true" || !bootstrap.Values.Contains("public_key"))
        {
            return Task.FromResult(true);
        }

        // Strings of what is public: the values themselves are gone when the commit runs.
        var (account, fingerprint) = (bootstrap.Text("username"), PublicKey.Parse(bootstrap.Text("public_key")).Fingerprint);
        return store.WhileLeasedAsync(
            operation.Lease,
            transaction => AcceptedKeys.AddAsync(
                transaction, operation.Row.ServerId, account, fingerprint, "The bootstrap credential, left at enrolment as asked for.", operation.Actor, time.GetUtcNow()),
            cancellationToken);
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation)
    {
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            update tenant set enrolled_at = coalesce(enrolled_at, @now) where tenant_id = @TenantId;
            update server set state = 'active' where server_id = @ServerId and state = 'enrolling';
            """,
            new { now, operation.Row.TenantId, operation.Row.ServerId });
        await watch.BeginAsync(transaction, operation.Row.ServerId);
        await transaction.PublishAsync(
            new TenantEnrolled(operation.Row.TenantId, operation.Row.TenantName, operation.Row.Address, operation.Row.Port, now));
        await requests.StartAsync(transaction, new StartOperation(
            new SecretReference(operation.Row.TenantId, SecretTypes.Ssh, SshKeyNames.Tenant),
            OperationKind.Issue,
            operation.Actor,
            operation.Row.TriggeredBy,
            "enrolment",
            operation.Row.Reason,
            GracePeriod: null));
    }
}
