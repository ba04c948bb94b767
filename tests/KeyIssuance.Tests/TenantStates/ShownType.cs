using PenguinMails.Contracts;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.TenantStates;

/// <summary>A type that lets others show a setting and a public value of its versions. No operation of it runs.</summary>
internal sealed class ShownType : SecretType
{
    public override SecretTypeDescriptor Descriptor { get; } = new(
        "shown", "shown", MaterialOrigin.Platform, ProofNeedsMaterial: false, RevealMode.Never, NeedsServer: false)
    {
        DefaultInterval = TimeSpan.FromDays(180),
        DefaultGracePeriod = TimeSpan.FromHours(1),
        DefaultAlertBefore = TimeSpan.FromDays(7),
        SealedValues = [],
        Noun = "secret",
        TargetNoun = "target",
    };

    public override IReadOnlyList<string> PublicValues => ["selector", "record"];

    public override IReadOnlyList<string> PublicSettings => ["mode", "selector"];

    public override VaultPath PathOf(SecretReference secret) => throw new NotSupportedException();

    public override Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<TargetAnswer> ProveRefusedAsync(
        SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken) => throw new NotSupportedException();
}
