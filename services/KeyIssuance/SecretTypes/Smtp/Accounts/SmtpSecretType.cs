using PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Accounts;

/// <summary>
/// The password of an account on a tenant's mail server (docs/adr/0067-smtp-credentials.md). Two password files make the grace period: the new password
/// goes into the first one, the old one moves to the second, and the platform removes it there in the end.
/// </summary>
internal sealed class SmtpSecretType(
    PasswordSlots slots, StoredPasswords passwords, MailLogins logins, PasswordProof proof, IOptions<SmtpOptions> options, TimeProvider time) : SecretType
{
    /// <summary>A mail server keeps two passwords of an account at a time.</summary>
    public const string GraceRunning = "grace_period_running";

    /// <summary>The mail server refuses the new password.</summary>
    public const string PasswordRefused = "password_refused";

    /// <summary>The mail server refuses the old password during its grace period.</summary>
    public const string OldRefused = "old_password_refused";

    public override SecretTypeDescriptor Descriptor { get; } = new(
        Contracts.SecretTypes.Smtp, "smtp", MaterialOrigin.Platform, ProofNeedsMaterial: true, RevealMode.StepUp, NeedsServer: true)
    {
        DefaultInterval = options.Value.RotationInterval,
        DefaultGracePeriod = options.Value.GracePeriod,
        DefaultAlertBefore = TimeSpan.FromDays(14),
        SealedValues = [StoredPasswords.Password, StoredPasswords.PasswordHash],
        Noun = "password",
        TargetNoun = "mail server",
        TargetEndsVersions = false,
    };

    public override IReadOnlyList<string> PublicValues { get; } = [StoredPasswords.HashDigest];

    public override IReadOnlyList<string> PublicSettings { get; } =
        [SmtpSettings.UsernameName, SmtpSettings.HostName, SmtpSettings.PortName, SmtpSettings.EncryptionName, SmtpSettings.WebmailUrlName];

    public override IReadOnlyList<string> RevealedValues { get; } =
    [
        SmtpSettings.UsernameName, StoredPasswords.Password, SmtpSettings.HostName, SmtpSettings.PortName, SmtpSettings.EncryptionName,
        SmtpSettings.WebmailUrlName,
    ];

    public override VaultPath PathOf(SecretReference secret) => VaultPath.Smtp(secret.TenantId, secret.Name);

    public override Enrolment ReadEnrolment(JsonObject body) => EnrolmentBody.As<SmtpEnrolment>(body, request =>
    {
        var errors = request.Validate();
        return errors.Any ? new Enrolment.Invalid(errors) : new Enrolment.Read(new NewSecret(request.Name, SettingsOf(request)));
    });

    public override IReadOnlyDictionary<string, string> SettingsOn(IReadOnlyDictionary<string, string> settings, string address, string? formerAddress) =>
        settings.TryGetValue(SmtpSettings.HostName, out var host) && host != formerAddress
            ? settings
            : new Dictionary<string, string>(settings, StringComparer.Ordinal) { [SmtpSettings.HostName] = address };

    public override Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken)
    {
        if (context.Versions.Any(version => version.Is(VersionState.Retiring)))
        {
            return Task.FromResult<CreateOutcome>(new CreateOutcome.NotCreated(new TargetAnswer.Impossible(
                GraceRunning, "Two passwords of the account work already, and a mail server keeps no third one.")
            { IsUntouched = true }));
        }

        var (settings, password) = (SmtpSettings.Of(context), NewPassword.PlainText());
        var hash = NewPassword.HashOf(password);
        var values = new PlainTextValues
        {
            { SmtpSettings.UsernameName, settings.Username },
            { StoredPasswords.Password, password },
            { StoredPasswords.PasswordHash, hash },
            { StoredPasswords.HashDigest, NewPassword.DigestOf(hash) },
        };
        foreach (var (name, value) in settings.Named())
        {
            values.Add(name, value);
        }

        return Task.FromResult<CreateOutcome>(new CreateOutcome.Created(values));
    }

    public override async Task<TargetAnswer> InstallAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken)
    {
        var entry = await StoredPasswords.EntryOfAsync(context, context.RequiredVersion, staged, cancellationToken);
        return await slots.ArrangeAsync(context, found => new Arrangement(entry, found.Of(context.Current)), endsSessions: false, cancellationToken);
    }

    public override async Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken)
    {
        var password = await StoredPasswords.PasswordOfAsync(staged, cancellationToken);
        return await logins.TryAsync<MailAnswer.Accepted>(SmtpSettings.Of(context), password, cancellationToken) switch
        {
            MailAnswer.Accepted => TargetAnswer.Confirmed,
            MailAnswer.Nothing nothing => MailAnswer.ToTarget(nothing),
            var refusal => new TargetAnswer.Retry(PasswordRefused, $"The new password is refused ({PasswordProof.PlaceOf(refusal)}) although {options.Value.CurrentFile} has it."),
        };
    }

    /// <summary>The mail server ends no password by itself. The old one must work until the platform does: it is offered once, and put back where it is missing.</summary>
    public override async Task<TargetAnswer> SetExpiryAsync(
        SecretContext context, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        var byPlatform = new TargetAnswer.Done { EndsByPlatform = true };
        if (endsAt <= time.GetUtcNow())
        {
            return byPlatform;
        }

        using var material = await passwords.FindAsync(context, previous, cancellationToken);
        if (material is null)
        {
            return byPlatform; // nobody can offer what Vault holds no more
        }

        // An edit of somebody's may have taken it away.
        var entry = await StoredPasswords.EntryOfAsync(context, previous, material, cancellationToken);
        var put = await slots.ArrangeAsync(context, found => new Arrangement(found.Of(context.RequiredVersion), entry), endsSessions: false, cancellationToken);
        if (put is TargetAnswer.NotDone)
        {
            return put;
        }

        var password = await StoredPasswords.PasswordOfAsync(material, cancellationToken);
        return await logins.TryAsync<MailAnswer.Accepted>(SmtpSettings.Of(context), password, cancellationToken) switch
        {
            MailAnswer.Accepted => byPlatform,
            MailAnswer.Nothing nothing => MailAnswer.ToTarget(nothing),
            var refusal => new TargetAnswer.Retry(OldRefused, $"The old password is refused ({PasswordProof.PlaceOf(refusal)}) although {options.Value.PreviousFile} has it."),
        };
    }

    /// <summary>Removes a version's entry. Where that makes way for the version before, as in a roll-back, that one goes back to its place.</summary>
    public override Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken) =>
        slots.ArrangeAsync(
            context,
            found => new Arrangement(
                found.Of(context.Current),
                found.Of(context.Versions.FirstOrDefault(other => other.Is(VersionState.Retiring) && other.VersionId != version.VersionId))),
            endsSessions: false,
            cancellationToken);

    public override Task<TargetAnswer> RevokeAllAsync(SecretContext context, CancellationToken cancellationToken) =>
        slots.ArrangeAsync(context, _ => new Arrangement(null, null), endsSessions: true, cancellationToken);

    public override Task<TargetAnswer> BeginProofAsync(SecretContext context, CancellationToken cancellationToken) => proof.BeginAsync(context, cancellationToken);

    public override Task<TargetAnswer> EndProofAsync(SecretContext context, CancellationToken cancellationToken) => proof.EndAsync(context, cancellationToken);

    public override Task<TargetAnswer> ProveRefusedAsync(
        SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken) =>
        proof.OfferAsync(context, version, material, cancellationToken);

    public override string? NextStepFor(string code) => SmtpAdvice.For(code, options.Value);

    public override string ResidueOf(string cause) =>
        $"The new password's entry may still be on the mail server ({cause}); nobody holds the password, and the next operation removes it.";

    private Dictionary<string, string> SettingsOf(SmtpEnrolment request)
    {
        var encryption = request.MailServer?.Encryption ?? SmtpSettings.StartTls;
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SmtpSettings.UsernameName] = request.Username,
            [SmtpSettings.PortName] = Text(request.MailServer?.Port ?? options.Value.SubmissionPort),
            [SmtpSettings.EncryptionName] = encryption,
            [SmtpSettings.ImapPortName] = Text(encryption == SmtpSettings.Tls ? options.Value.ImapsPort : options.Value.ImapPort),
        };
        if (request.MailServer is { Host: var host })
        {
            settings[SmtpSettings.HostName] = ServerAddress.Normalize(host);
        }

        if (request.WebmailUrl is { } webmail)
        {
            settings[SmtpSettings.WebmailUrlName] = webmail;
        }

        return settings;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
