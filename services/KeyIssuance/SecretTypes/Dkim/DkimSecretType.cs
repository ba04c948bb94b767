using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Signing;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim;

/// <summary>
/// Keys that sign a domain's mail. The mail server on the tenant's server signs, and verifiers find the public half in DNS. Signing never
/// stops: a new key signs the platform's own test alone until its record is seen everywhere and its signature was checked.
/// </summary>
internal sealed class DkimSecretType(
    DkimRecords records, Publication publication, DomainSigning signing, SigningProof proof, IOptions<DkimOptions> options, TimeProvider time) : SecretType
{
    private const string AliasesInUse = "dkim_aliases_in_use";

    public override SecretTypeDescriptor Descriptor { get; } = new(
        Contracts.SecretTypes.Dkim, "dkim_key", MaterialOrigin.Platform, ProofNeedsMaterial: false, RevealMode.Never, NeedsServer: true)
    {
        DefaultInterval = options.Value.RotationInterval,
        DefaultGracePeriod = options.Value.GracePeriod,
        ShortestGracePeriod = TimeSpan.FromHours(48),
        DefaultAlertBefore = TimeSpan.FromDays(14),
        SealedValues = [DkimValues.PrivateKey, DkimValues.PrivateKey + DkimValues.OfEd25519],
        Noun = "key",
        TargetNoun = "mail server",
        TargetEndsVersions = false,
        WaitsForTenant = true,
    };

    public override IReadOnlyList<string> PublicValues { get; } =
        [DkimValues.Selector, DkimValues.Record, DkimValues.Selector + DkimValues.OfEd25519, DkimValues.Record + DkimValues.OfEd25519];

    public override IReadOnlyList<string> PublicSettings { get; } = [DkimSettings.ModeName, DkimSettings.AlgorithmName, DkimValues.Selector];

    public override VaultPath PathOf(SecretReference secret) => VaultPath.Dkim(secret.TenantId, secret.Name);

    public override Enrolment ReadEnrolment(JsonObject body) => EnrolmentBody.As<DkimEnrolment>(body, request => request.Read(options.Value));

    public override async Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken)
    {
        var settings = DkimSettings.Of(context.Settings);
        if (SelectorsFor(context, settings) is not { } selectors)
        {
            return new CreateOutcome.NotCreated(new TargetAnswer.Impossible(
                AliasesInUse, "Both aliases of the domain belong to keys whose grace period has not ended.")
            { IsUntouched = true });
        }

        // Some hundred milliseconds of work: not on a thread that others wait for.
        return new CreateOutcome.Created(await Task.Run(() => Create(settings.Algorithm, selectors), cancellationToken));
    }

    public override async Task<TargetAnswer> InstallAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken)
    {
        var published = await publication.PublishAsync(context.RequiredVersion, KeysOf(context, context.RequiredVersion), cancellationToken);
        return published is TargetAnswer.NotDone ? published : await signing.InstallAsync(context, staged, cancellationToken);
    }

    public override async Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken)
    {
        var version = context.RequiredVersion;
        var keys = KeysOf(context, version);
        var tried = await proof.ProveAsync(context, DomainSigning.TrialSenderOf(context.Secret.Name), keys, [], cancellationToken);
        if (tried is TargetAnswer.NotDone)
        {
            return tried;
        }

        foreach (var key in keys)
        {
            await records.SignsAsync(version.VersionId, key.Selector, cancellationToken);
        }

        var switched = await signing.SwitchAsync(context, cancellationToken);
        return switched is TargetAnswer.NotDone
            ? switched
            : await proof.ProveAsync(context, SenderOf(context), keys, SelectorsOf(context.Current), cancellationToken);
    }

    public override Task<TargetAnswer> SetExpiryAsync(
        SecretContext context, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken) =>
        Task.FromResult<TargetAnswer>(new TargetAnswer.Done { EndsByPlatform = true });

    public override async Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken)
    {
        // The signer first: what it signs must be valid when it is signed.
        var kept = await signing.KeepCurrentAsync(context, cancellationToken);
        if (kept is TargetAnswer.NotDone)
        {
            return kept;
        }

        var keys = KeysOf(context, version);
        if (!version.Is(VersionState.Retiring))
        {
            return await publication.TakeBackAsync(version, keys, cancellationToken);
        }

        var revoked = await publication.RevokeAsync(version, keys, cancellationToken);
        return revoked is TargetAnswer.NotDone ? revoked : await publication.SeeRevokedAsync(version, keys, cancellationToken);
    }

    public override async Task<TargetAnswer> RevokeAllAsync(SecretContext context, CancellationToken cancellationToken)
    {
        // Both at once, whatever the other comes to: verifiers must not believe the key any more, and nothing may sign with it.
        TargetAnswer revoked = TargetAnswer.Confirmed;
        foreach (var version in Ending(context))
        {
            var answer = await publication.RevokeAsync(version, KeysOf(context, version), cancellationToken);
            revoked = revoked is TargetAnswer.NotDone ? revoked : answer;
        }

        var stopped = await signing.StopAsync(context, cancellationToken);
        return stopped is TargetAnswer.NotDone ? stopped : revoked;
    }

    public override async Task<TargetAnswer> ProveRefusedAsync(
        SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken)
    {
        var seen = await publication.SeeRevokedAsync(version, KeysOf(context, version), cancellationToken);
        return seen is TargetAnswer.NotDone
            ? seen
            : await proof.ProveAsync(context, SenderOf(context), CurrentKeysOf(context), SelectorsOf(version), cancellationToken);
    }

    public override string? NextStepFor(string code) => code == AliasesInUse
        ? "End the grace period (POST …/end-grace) or wait until it has ended, and rotate again."
        : DnsCodes.NextStepFor(code) ?? DomainSigning.NextStepFor(code) ?? SigningProof.NextStepFor(code);

    public override string ResidueOf(string cause) =>
        $"The new key's record or its file on the mail server may still be there ({cause}); its material in Vault is destroyed, and the next operation removes them.";

    private static string SenderOf(SecretContext context) => $"signing-check@{context.Secret.Name}";

    private IReadOnlyList<DkimKey> CurrentKeysOf(SecretContext context) => context.Current is { } current ? KeysOf(context, current) : [];

    private static string[] SelectorsOf(SecretVersion? version) => version is null ? [] : [.. Selectors.OfVersion(version)];

    private static IEnumerable<SecretVersion> Ending(SecretContext context) => context.Versions.Where(version => version.Is(VersionState.Revoking));

    private IReadOnlyList<DkimKey> KeysOf(SecretContext context, SecretVersion version) => DkimKey.Of(context.Secret.Name, version, options.Value.PlatformZone ?? "");

    private string[]? SelectorsFor(SecretContext context, DkimSettings settings)
    {
        var isDual = settings.Algorithm == DkimAlgorithm.Dual;
        if (settings.Mode != DnsMode.Delegated)
        {
            return Selectors.Next(time.GetUtcNow(), context.Versions, isDual ? 2 : 1);
        }

        return Selectors.NextAlias(context.Versions) is not { } alias ? null : isDual ? [alias, alias + "e"] : [alias];
    }

    private static PlainTextValues Create(DkimAlgorithm algorithm, string[] selectors)
    {
        using var pair = algorithm switch
        {
            DkimAlgorithm.Ed25519 => DkimKeyPair.Ed25519Key(),
            DkimAlgorithm.Rsa4096 => DkimKeyPair.Rsa(4096),
            _ => DkimKeyPair.Rsa(2048),
        };
        var values = new PlainTextValues
        {
            { DkimValues.PrivateKey, pair.Pem },
            { DkimValues.Selector, selectors[0] },
            { DkimValues.Record, pair.Record },
            { SecretValues.Fingerprint, pair.Fingerprint },
        };
        if (algorithm == DkimAlgorithm.Dual)
        {
            using var second = DkimKeyPair.Ed25519Key();
            values.Add(DkimValues.PrivateKey + DkimValues.OfEd25519, second.Pem);
            values.Add(DkimValues.Selector + DkimValues.OfEd25519, selectors[1]);
            values.Add(DkimValues.Record + DkimValues.OfEd25519, second.Record);
        }

        return values;
    }
}
