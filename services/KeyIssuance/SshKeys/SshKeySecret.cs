using PenguinMails.Contracts;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.SshKeys;

/// <summary>
/// SSH keys of a tenant's server. The admin key opens the admin account and edits both accounts' keys; the tenant key opens
/// the tenant's account alone.
/// </summary>
internal sealed class SshKeySecret(
    IKeyPairGenerator generator,
    ISshConnector connector,
    ServerBreaker breaker,
    ServerAccounts accounts,
    AdminSessions sessions,
    TenantSeal seal,
    CrashPoints crash) : ISecretType
{
    public string Type => SecretTypes.Ssh;

    public async Task<PlainTextValues> GenerateAsync(Operation operation, Guid versionId, CancellationToken cancellationToken)
    {
        using var pair = await generator.GenerateAsync(
            SshKeyTypeNames.Parse(operation.Row.KeyType), $"penguinmails:{versionId}", cancellationToken);
        return new PlainTextValues
        {
            { "private_key", pair.PrivateKey.Utf8.Span },
            { "public_key", pair.PublicKey.ToString() },
            { "fingerprint", pair.PublicKey.Fingerprint },
        };
    }

    public Task<TargetAnswer> InstallAsync(Operation operation, PlainTextSecret staged, CancellationToken cancellationToken) =>
        sessions.UseAsync(
            operation,
            async session =>
            {
                if (operation.Kind == OperationKind.Enroll)
                {
                    await accounts.EnsureAccountAsync(session, operation.Row.AdminAccount, admin: true, cancellationToken);
                    await accounts.EnsureAccountAsync(session, operation.Row.TenantAccount, admin: false, cancellationToken);
                }

                var version = operation.RequiredVersion;
                return await EditAsync(session, operation, Edit(operation) with
                {
                    Put = [new AuthorizedKey(version.VersionId, version.ParsedPublicKey)],
                    Remove = [.. operation.Versions.Where(IsLeftOver).Select(other => other.ParsedPublicKey)],
                }, cancellationToken);
            },
            cancellationToken);

    public async Task<TargetAnswer> VerifyAsync(Operation operation, PlainTextSecret staged, CancellationToken cancellationToken)
    {
        using var key = await seal.OpenAsync(operation.Row.TenantId, staged.Values, cancellationToken);
        return await breaker.AskAsync(
            operation,
            () => connector.TryLoginAsync(operation.Endpoint, new SshIdentity(operation.Account, key), cancellationToken),
            answer => answer is SshAnswer.Refused
                ? new TargetAnswer(new StepResult.Retry("key_refused", "The server refuses the new key although it was installed."))
                : SshAnswers.ToTarget(answer),
            cancellationToken);
    }

    public Task<TargetAnswer> LimitAsync(
        Operation operation, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken) => sessions.UseAsync(
            operation,
            session => EditAsync(session, operation, Edit(operation) with
            {
                Put = [new AuthorizedKey(previous.VersionId, previous.ParsedPublicKey, endsAt)],
            }, cancellationToken),
            cancellationToken);

    public Task<TargetAnswer> RetireAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken) =>
        sessions.UseAsync(
            operation,
            session => EditAsync(session, operation, Edit(operation) with { Remove = [version.ParsedPublicKey] }, cancellationToken),
            cancellationToken);

    public async Task<TargetAnswer> RemoveAllAsync(Operation operation, CancellationToken cancellationToken)
    {
        var answer = await sessions.UseAsync(operation, session => RemoveAllAsync(session, operation, cancellationToken), cancellationToken);
        // An earlier attempt has removed the key that would open the session; the proof that follows looks at each one.
        return operation.OpensTarget && answer.NotDone is StepResult.Retry { Code: AdminSessions.AccessRefused } ? TargetAnswer.Done : answer;
    }

    private async Task<TargetAnswer> RemoveAllAsync(ISshSession session, Operation operation, CancellationToken cancellationToken)
    {
        var edited = await EditAsync(session, operation, Edit(operation) with
        {
            Remove = [.. operation.Versions.Select(version => version.ParsedPublicKey)],
        }, cancellationToken);
        crash.Hit($"{operation.Row.Kind}.remove.keys_gone");
        // The admin account is how we got in; it may also serve other tenants of the server.
        if (edited.NotDone is null && !operation.OpensTarget)
        {
            await accounts.EndSessionsAsync(session, operation.Account, cancellationToken);
        }

        return edited;
    }

    public Task<TargetAnswer> ProveRefusedAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken) => breaker.AskAsync(
        operation,
        () => connector.OfferAsync(operation.Endpoint, operation.Account, version.ParsedPublicKey, cancellationToken),
        answer => answer switch
        {
            SshAnswer.Refused => TargetAnswer.Done,
            SshAnswer.Accepted => new TargetAnswer(new StepResult.Retry("still_accepted", "The server still accepts the key.")),
            _ => SshAnswers.ToTarget(answer),
        },
        cancellationToken);

    public Task<TargetAnswer> RemoveBootstrapAsync(Operation operation, PlainTextSecret bootstrap, CancellationToken cancellationToken) =>
        bootstrap.Text("removeAfter") != "true" || !bootstrap.Values.Contains("public_key")
            ? Task.FromResult(TargetAnswer.Done)
            : sessions.UseAsync(
                operation,
                session => EditAsync(
                    session,
                    operation,
                    new AuthorizedKeysEdit(bootstrap.Text("username"), operation.Row.SecretId, operation.Row.Fence)
                    {
                        Remove = [PublicKey.Parse(bootstrap.Text("public_key"))],
                    },
                    cancellationToken),
                cancellationToken);

    /// <summary>Ended versions whose line a failed or interrupted operation may have left on the server.</summary>
    private static bool IsLeftOver(SecretVersion version) =>
        version.Is(VersionState.Abandoned) || version.Is(VersionState.Retired) || version.Is(VersionState.Revoked);

    private static AuthorizedKeysEdit Edit(Operation operation) => new(operation.Account, operation.Row.SecretId, operation.Row.Fence);

    private async Task<TargetAnswer> EditAsync(
        ISshSession session, Operation operation, AuthorizedKeysEdit edit, CancellationToken cancellationToken) =>
        SshAnswers.ToTarget(await accounts.EditAsync(session, edit, cancellationToken), operation.Row.Address);
}
