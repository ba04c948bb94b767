using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.SshKeys;

/// <summary>What a secret type does at its target. Each call looks first, can be repeated, and never changes more than it says.</summary>
internal interface ISecretType
{
    /// <summary>One of <c>SecretTypes</c>.</summary>
    string Type { get; }

    /// <summary>Makes material: the values that go to Vault, with <c>public_key</c> and <c>fingerprint</c> among them.</summary>
    Task<PlainTextValues> GenerateAsync(Operation operation, Guid versionId, CancellationToken cancellationToken);

    /// <summary>Makes the target accept the new version beside the old one.</summary>
    Task<TargetAnswer> InstallAsync(Operation operation, PlainTextSecret staged, CancellationToken cancellationToken);

    /// <summary>Uses the new version for real.</summary>
    Task<TargetAnswer> VerifyAsync(Operation operation, PlainTextSecret staged, CancellationToken cancellationToken);

    /// <summary>Tells the target when the previous version ends.</summary>
    Task<TargetAnswer> LimitAsync(Operation operation, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken);

    /// <summary>Makes the target refuse a version.</summary>
    Task<TargetAnswer> RetireAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken);

    /// <summary>Makes the target refuse every version, and ends what goes on under them.</summary>
    Task<TargetAnswer> RemoveAllAsync(Operation operation, CancellationToken cancellationToken);

    /// <summary>Tries a version: done when the target refuses it.</summary>
    Task<TargetAnswer> ProveRefusedAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken);

    /// <summary>Ends the use of the bootstrap credential.</summary>
    Task<TargetAnswer> RemoveBootstrapAsync(Operation operation, PlainTextSecret bootstrap, CancellationToken cancellationToken);
}

/// <summary>How the target answered; null stands for done.</summary>
/// <param name="NotDone">Why it is not done.</param>
internal readonly record struct TargetAnswer(StepResult? NotDone)
{
    public static TargetAnswer Done => new(null);
}
