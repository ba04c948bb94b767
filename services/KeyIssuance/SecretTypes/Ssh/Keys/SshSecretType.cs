using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;

/// <summary>
/// SSH keys of a tenant's server. The admin key opens the admin account and edits both accounts' keys; the tenant key opens the tenant's
/// account alone.
/// </summary>
internal sealed class SshSecretType(
    IKeyPairGenerator generator,
    ISshConnector connector,
    ServerBreaker breaker,
    ServerAccounts accounts,
    AdminSessions sessions,
    EndOfGrace grace,
    ControlProof control,
    StillAccepted accepted,
    AccountUse use,
    TenantSeal seal,
    IOptions<SshKeyOptions> options) : SecretType
{
    public override SecretTypeDescriptor Descriptor { get; } = new(
        Contracts.SecretTypes.Ssh, "ssh_key", MaterialOrigin.Platform, ProofNeedsMaterial: false, RevealMode.Once, NeedsServer: true)
    {
        DefaultInterval = options.Value.RotationInterval,
        DefaultGracePeriod = options.Value.GracePeriod,
        DefaultAlertBefore = TimeSpan.FromDays(14),
        SealedValues = [ServerKeys.PrivateKey],
        Noun = "key",
        TargetNoun = "server",
    };

    public override IReadOnlyList<string> PublicValues { get; } = [SshVersions.PublicKeyName];

    public override VaultPath PathOf(SecretReference secret) => VaultPath.Ssh(secret.TenantId, secret.Name);

    public override bool IsServerAccessKey(string name) => name == ServerKeys.Admin;

    public override IReadOnlyList<NewSecret> SecretsOfNewServer()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { [SshVersions.KeyTypeName] = options.Value.KeyType.Name() };
        return [new NewSecret(ServerKeys.Admin, settings), new NewSecret(ServerKeys.Tenant, settings)];
    }

    public override async Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken)
    {
        using var pair = await generator.GenerateAsync(
            SshKeyTypeNames.Parse(context.Settings[SshVersions.KeyTypeName]), $"penguinmails:{versionId}", cancellationToken);
        return new CreateOutcome.Created(new PlainTextValues
        {
            { ServerKeys.PrivateKey, pair.PrivateKey.Utf8.Span },
            { SshVersions.PublicKeyName, pair.PublicKey.ToString() },
            { SecretValues.Fingerprint, pair.PublicKey.Fingerprint },
        });
    }

    public override Task<TargetAnswer> InstallAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken) =>
        sessions.UseAsync(
            context,
            async session =>
            {
                var server = context.RequiredServer;
                if (context.IsEnrolment)
                {
                    // The account that may be refused comes first.
                    if (await accounts.EnsureTenantAccountAsync(session, server.TenantAccount, context.Secret.TenantId, cancellationToken) is EnsureAccountOutcome.Taken taken)
                    {
                        return new TargetAnswer.Impossible(ProblemCatalog.AccountTaken.Code, taken.Detail);
                    }

                    await accounts.EnsureAdminAccountAsync(session, server.AdminAccount, cancellationToken);
                }

                var version = context.RequiredVersion;
                return await EditAsync(session, context, Edit(context) with
                {
                    Put = [new AuthorizedKey(version.VersionId, version.PublicKey())],
                    Remove = [.. context.Versions.Where(MayHaveResidue).Select(other => other.PublicKey())],
                }, cancellationToken);
            },
            cancellationToken);

    public override async Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken)
    {
        using var key = await seal.OpenKeyAsync(context.Secret.TenantId, staged.Stored, cancellationToken);
        SshAnswer.Unusable? unusable = null;
        var verified = await breaker.AskAsync(
            context,
            () => connector.TryLoginAsync(context.RequiredServer.Endpoint(), new SshIdentity(AccountOf(context), key), cancellationToken),
            answer =>
            {
                unusable = answer as SshAnswer.Unusable;
                return answer is SshAnswer.Refused
                    ? new TargetAnswer.Retry("key_refused", "The server refuses the new key although it was installed.")
                    : SshAnswers.ToTarget(answer);
            },
            cancellationToken);
        return unusable is null ? verified : await use.ExplainAsync(context, AccountOf(context), unusable, cancellationToken);
    }

    public override Task<TargetAnswer> SetExpiryAsync(
        SecretContext context, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken) =>
        grace.SetAsync(context, Edit(context), previous, endsAt, cancellationToken);

    public override Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken) =>
        sessions.UseAsync(
            context,
            session => EditAsync(session, context, Edit(context) with { Remove = [version.PublicKey()] }, cancellationToken),
            cancellationToken);

    public override async Task<TargetAnswer> RevokeAllAsync(SecretContext context, CancellationToken cancellationToken)
    {
        var answer = await sessions.UseAsync(context, session => RemoveAllAsync(session, context, cancellationToken), cancellationToken);
        // An earlier attempt has removed the key that would open the session; the proof that follows offers each one.
        return IsServerAccessKey(context.Secret.Name) && answer is TargetAnswer.Retry { Code: AccessCodes.KeyRefused } ? TargetAnswer.Confirmed : answer;
    }

    public override Task<TargetAnswer> BeginProofAsync(SecretContext context, CancellationToken cancellationToken) =>
        control.BeginAsync(context, AccountOf(context), cancellationToken);

    public override Task<TargetAnswer> EndProofAsync(SecretContext context, CancellationToken cancellationToken) =>
        control.EndAsync(context, AccountOf(context), cancellationToken);

    public override async Task<TargetAnswer> ProveRefusedAsync(
        SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken)
    {
        var answer = await breaker.AskAsync(
            context,
            () => connector.OfferAsync(context.RequiredServer.Endpoint(), AccountOf(context), version.PublicKey(), cancellationToken),
            answer => answer switch
            {
                SshAnswer.Refused => TargetAnswer.Confirmed,
                SshAnswer.Accepted => new TargetAnswer.Retry(StillAccepted.Code, "The server still accepts the key."),
                _ => SshAnswers.ToTarget(answer),
            },
            cancellationToken);
        return answer is TargetAnswer.Retry { Code: StillAccepted.Code } && !IsServerAccessKey(context.Secret.Name)
            ? await accepted.ExplainAsync(context, AccountOf(context), version.PublicKey(), cancellationToken)
            : answer;
    }

    public override Enrolment ReadEnrolment(JsonObject body) => new Enrolment.Elsewhere(
        "The keys of a server begin with its enrolment: POST /api/v1/admin/tenants, or PUT /api/v1/admin/tenants/{tenantId}/server for a new server.");

    public override string? IncidentOf(string code) => code switch
    {
        SshAnswers.HostKeyChangedCode => "ssh.host_key_changed",
        _ when AccessCodes.IsLoss(code) => "ssh.admin_access_lost",
        _ => null,
    };

    public override string? NextStepFor(string code) => code switch
    {
        SshAnswers.HostKeyChangedCode => "Find out why the server shows another host key; if it was reinstalled, abandon it and enrol it anew.",
        AccessCodes.KeyRefused =>
            "Put the platform's line back into the admin account's authorized_keys; the finding of the server (GET /api/v1/admin/tenants/drift) names it. Or abandon the server if it is lost.",
        AccessCodes.KeyMissing or AccessCodes.KeyUnreadable =>
            "Bring the admin key back into Vault from a backup; the finding of the server (GET /api/v1/admin/tenants/drift) names its path. Or abandon the server and enrol it anew.",
        ControlProof.RefusesAll =>
            "Let the account accept keys again: it may have expired, be denied in sshd's configuration, or its files may belong to others. The operation goes on by itself.",
        TargetAnswer.NoEndAtTarget => "Bring the server's OpenSSH up to date (9.1 or later) to have it end keys by itself.",
        StillAccepted.Code => "Remove the key where the detail says; the operation goes on by itself.",
        SshAnswers.AccountUnusableCode =>
            "Have the account run commands again, as root on the server: chage -m 0 -M -1 -I -1 -E -1 ACCOUNT, and usermod -s /bin/bash ACCOUNT. Then rotate again.",
        AccessCodes.AccountUnusable =>
            "Have the admin account run commands again, as root on the server: chage -d $(date +%F) -m 0 -M -1 -I -1 -E -1 penguin-admin, usermod -s /bin/bash penguin-admin, and sudo without a password. Or abandon the server if it is lost.",
        AccessCodes.BootstrapRefused => "Correct the bootstrap credential, or let the server accept it, and enrol the server again.",
        _ => null,
    };

    public override string ResidueOf(string cause) =>
        $"The new version's line may still be on the server ({cause}); nobody holds its private half, and the next operation removes it.";

    /// <summary>The account that the secret opens.</summary>
    public static string AccountOf(SecretContext context) => context.Secret.IsServerAccessKey()
        ? context.RequiredServer.AdminAccount
        : context.RequiredServer.TenantAccount;

    private async Task<TargetAnswer> RemoveAllAsync(ISshSession session, SecretContext context, CancellationToken cancellationToken)
    {
        var edited = await EditAsync(session, context, Edit(context) with
        {
            Remove = [.. context.Versions.Select(version => version.PublicKey())],
            WithControl = ControlProof.HasNoWayIn(context),
        }, cancellationToken);
        // The admin account is how we got in; it may also serve other tenants of the server.
        if (edited is TargetAnswer.Done && !IsServerAccessKey(context.Secret.Name))
        {
            await accounts.EndSessionsAsync(session, AccountOf(context), cancellationToken);
        }

        return edited;
    }

    /// <summary>Ended versions whose line a failed or interrupted operation may have left on the server.</summary>
    private static bool MayHaveResidue(SecretVersion version) =>
        version.Is(VersionState.Abandoned) || version.Is(VersionState.Retired) || version.Is(VersionState.Revoked);

    private static AuthorizedKeysEdit Edit(SecretContext context) => new(AccountOf(context), context.SecretId, context.Fence);

    private async Task<TargetAnswer> EditAsync(
        ISshSession session, SecretContext context, AuthorizedKeysEdit edit, CancellationToken cancellationToken) =>
        SshAnswers.ToTarget(await accounts.EditAsync(session, edit, cancellationToken), context.RequiredServer.Address);
}
