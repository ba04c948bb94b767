namespace PenguinMails.AdminQuery.Secrets;

/// <summary>A row of the table <c>secret</c>, as it is read.</summary>
internal sealed class ShownSecret
{
    public string Type { get; init; } = "";
    public string Name { get; init; } = "";
    public string Status { get; init; } = "";
    public string Health { get; init; } = "";
    public DateTimeOffset? LastRotated { get; init; }
    public DateTimeOffset? NextRotation { get; init; }
    public string? Fingerprint { get; init; }
    public DateTimeOffset? LastRevealed { get; init; }
    public DateTimeOffset? GraceEndsAt { get; init; }
    public Guid? OperationId { get; init; }
    public string? OperationKind { get; init; }
    public DateTimeOffset? OperationStartedAt { get; init; }

    /// <summary>What the type shows, as JSON; null when nothing was said of it.</summary>
    public string? Settings { get; init; }

    private OperationInProgress? Operation => OperationId is { } id ? new(id, OperationKind!, OperationStartedAt!.Value) : null;

    /// <summary>Settings of other types than those that are known here are not shown: whether they may be is their type's to say in a later version.</summary>
    public SecretOverview ToOverview()
    {
        var overview = new SecretOverview(Name, Status, Health, LastRotated, NextRotation, Fingerprint, LastRevealed, GraceEndsAt, Operation);
        var settings = Settings is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(Settings)!;
        return Type switch
        {
            SecretTypes.Smtp => overview with
            {
                Username = settings.GetValueOrDefault(SmtpSettingNames.Username) is { } username ? MaskedUsername.Of(username) : null,
                Host = settings.GetValueOrDefault(SmtpSettingNames.Host),
                Port = int.TryParse(settings.GetValueOrDefault(SmtpSettingNames.Port), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null,
                Encryption = settings.GetValueOrDefault(SmtpSettingNames.Encryption),
                WebmailUrl = settings.GetValueOrDefault(SmtpSettingNames.WebmailUrl),
            },
            SecretTypes.Dkim => overview with
            {
                Domain = Name,
                Selector = settings.GetValueOrDefault(DkimSettingNames.Selector),
                Algorithm = settings.GetValueOrDefault(DkimSettingNames.Algorithm),
                DnsMode = settings.GetValueOrDefault(DkimSettingNames.DnsMode),
            },
            _ => overview,
        };
    }

    public SshKeyOverview ToSshKey() => new(Status, Health, LastRotated, NextRotation, Fingerprint, LastRevealed, GraceEndsAt, Operation);
}
