namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>
/// What secrets of one type do at their target. Each call checks first, can be repeated without harm, and changes no more than it says.
/// The defaults are those of a type that has nothing to do at that point; see README.md beside this file.
/// </summary>
public abstract class SecretType
{
    public abstract SecretTypeDescriptor Descriptor { get; }

    public string Name => Descriptor.Name;

    /// <summary>Where readers find a secret of this type.</summary>
    public abstract VaultPath PathOf(SecretReference secret);

    /// <summary>
    /// Makes material: the values that go to Vault. <see cref="SecretValues.Fingerprint"/> is the version's fingerprint, where the type has
    /// one; <see cref="PublicValues"/> are kept in the database. With <see cref="MaterialOrigin.Target"/> the target makes it, and
    /// <see cref="SecretValues.TargetId"/> is the target's name of it.
    /// </summary>
    public abstract Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken);

    /// <summary>Names of the values that are public and kept in the database with the version.</summary>
    public virtual IReadOnlyList<string> PublicValues => [];

    /// <summary>
    /// With <see cref="RevealMode.StepUp"/>: names of the values that are handed out, to people who step up and to services whose scope
    /// covers the type. They are the names of the answer's fields; a value that a version does not have is left out.
    /// </summary>
    public virtual IReadOnlyList<string> RevealedValues => [];

    /// <summary>Makes the target accept the new version beside the old one.</summary>
    public virtual Task<TargetAnswer> InstallAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken) => Nothing;

    /// <summary>Uses the new version for real.</summary>
    public abstract Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the target end the previous version by itself at the end of its grace period, where it can, and sees that it is accepted until
    /// then. Where it cannot, the answer says so (<see cref="TargetAnswer.Done.EndsByPlatform"/>).
    /// </summary>
    public virtual Task<TargetAnswer> SetExpiryAsync(
        SecretContext context, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken) => Nothing;

    /// <summary>Makes the target refuse a version.</summary>
    public abstract Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the target refuse every version, and ends what goes on under them. With <see cref="MaterialOrigin.Target"/> everything that
    /// <see cref="ListAsync"/> finds has been deleted before.
    /// </summary>
    public virtual Task<TargetAnswer> RevokeAllAsync(SecretContext context, CancellationToken cancellationToken) => Nothing;

    /// <summary>
    /// Begins the proof of versions' ends with a positive control: something that must work at the target works, so that a refusal is one of the
    /// version and not of everybody.
    /// </summary>
    /// <returns>Done when the control works.</returns>
    public virtual Task<TargetAnswer> BeginProofAsync(SecretContext context, CancellationToken cancellationToken) => Nothing;

    /// <summary>Removes what <see cref="BeginProofAsync"/> has put at the target; called also when the proof failed.</summary>
    public virtual Task<TargetAnswer> EndProofAsync(SecretContext context, CancellationToken cancellationToken) => Nothing;

    /// <summary>Offers a version to the target.</summary>
    /// <param name="context">The operation.</param>
    /// <param name="version">What must be refused.</param>
    /// <param name="material">Its material where <see cref="SecretTypeDescriptor.ProofNeedsMaterial"/>; null otherwise, or when Vault holds it no more.</param>
    /// <returns>Done when the target refused this very version, and not everybody.</returns>
    public abstract Task<TargetAnswer> ProveRefusedAsync(
        SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken);

    /// <summary>With <see cref="MaterialOrigin.Target"/>: the target's names of everything that it has for this secret.</summary>
    public virtual Task<ListOutcome> ListAsync(SecretContext context, CancellationToken cancellationToken) =>
        Task.FromResult<ListOutcome>(new ListOutcome.Listed([]));

    /// <summary>With <see cref="MaterialOrigin.Target"/>: deletes what the target has under a name.</summary>
    public virtual Task<TargetAnswer> DeleteAsync(SecretContext context, string targetId, CancellationToken cancellationToken) => Nothing;

    /// <summary>Names of the secret's settings, and of <see cref="PublicValues"/> of its current version, that other services show beside its status.</summary>
    public virtual IReadOnlyList<string> PublicSettings => [];

    /// <summary>Whether the secret is what lets the platform into its server: it is destroyed after its last use, and never replaced in an emergency by ending it first.</summary>
    public virtual bool IsServerAccessKey(string name) => false;

    /// <summary>The secrets of this type that every new server gets.</summary>
    public virtual IReadOnlyList<NewSecret> SecretsOfNewServer() => [];

    /// <summary>
    /// Reads the body of a request that enrols a secret (<c>POST …/{type}</c>): its name, and what the type keeps for it. Unknown fields are
    /// errors (<see cref="EnrolmentBody"/>).
    /// </summary>
    public virtual Enrolment ReadEnrolment(JsonObject body) => new Enrolment.Elsewhere("Secrets of this type begin with what they belong to.");

    /// <summary>Completes the settings of a secret that begins on a server, or begins anew on its successor.</summary>
    /// <param name="settings">What the enrolment has read, or what is kept for the secret.</param>
    /// <param name="address">The server's IP address or DNS name.</param>
    /// <param name="formerAddress">The address of the server before; null for a new secret.</param>
    public virtual IReadOnlyDictionary<string, string> SettingsOn(
        IReadOnlyDictionary<string, string> settings, string address, string? formerAddress) => settings;

    /// <summary>The alert kind of a failure that is an incident of its own; null where the operation's own alert says enough.</summary>
    public virtual string? IncidentOf(string code) => null;

    /// <summary>What to do about a failure; null where the general advice fits.</summary>
    public virtual string? NextStepFor(string code) => null;

    /// <summary>What a failed operation may have left at the target.</summary>
    /// <param name="cause">Why it could not be removed.</param>
    public virtual string ResidueOf(string cause) =>
        $"The new version may still be accepted ({cause}); its material is destroyed, and the next operation removes it.";

    private static Task<TargetAnswer> Nothing => Task.FromResult<TargetAnswer>(TargetAnswer.Confirmed);
}

/// <summary>A secret that begins.</summary>
/// <param name="Name">Its name within the type.</param>
/// <param name="Settings">What the type keeps for it.</param>
public sealed record NewSecret(string Name, IReadOnlyDictionary<string, string> Settings);

/// <summary>Names of values that the lifecycle itself reads or writes.</summary>
public static class SecretValues
{
    public const string VersionId = "version_id";
    public const string OperationId = "operation_id";
    public const string Fingerprint = "fingerprint";

    /// <summary>The target's name of a version that it made.</summary>
    public const string TargetId = "target_id";
}

/// <summary>What became of making material.</summary>
public abstract record CreateOutcome
{
    private CreateOutcome() { }

    /// <param name="Values">What goes to Vault; the caller disposes it.</param>
    public sealed record Created(PlainTextValues Values) : CreateOutcome;

    public sealed record NotCreated(TargetAnswer.NotDone Why) : CreateOutcome;
}

/// <summary>What a target has.</summary>
public abstract record ListOutcome
{
    private ListOutcome() { }

    public sealed record Listed(IReadOnlyList<string> TargetIds) : ListOutcome;

    public sealed record NotListed(TargetAnswer.NotDone Why) : ListOutcome;
}
